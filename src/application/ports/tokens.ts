import type { CustomerId } from '../../domain/customer-id.ts';

/** The caller. The customer is the token's subject. */
export type Principal = { customerId: CustomerId; roles: readonly string[] };

export type Tokens = {
  /**
   * Checks a bearer token. Rejects with the DomainError `unauthorized` if it is not valid, with
   * `Unavailable` if the keys cannot be fetched.
   */
  verify(token: string): Promise<Principal>;
};
