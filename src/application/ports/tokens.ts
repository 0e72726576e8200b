/** Who calls: the customer is the token's subject. */
export type Principal = { customerId: string; roles: readonly string[] };

export type Tokens = {
  /** Checks a bearer token; rejects with the DomainError `unauthorized` where it is not good, `Unavailable` where keys cannot be had. */
  verify(token: string): Promise<Principal>;
};
