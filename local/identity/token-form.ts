export type TokenForm = { sub: string; roles: string[]; ttl: number; isTtlValid: boolean; aud: string | undefined };

const toTexts = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string');
  return typeof value === 'string' ? [value] : [];
};

const field = (form: unknown, name: string): string[] =>
  typeof form === 'object' && form !== null ? toTexts(Object.getOwnPropertyDescriptor(form, name)?.value) : [];

/** The form posted to the token endpoint. A negative `ttl` makes a token that has expired. */
export const readTokenForm = (form: unknown): TokenForm => {
  const ttl = field(form, 'ttl')[0] ?? '3600';
  const isTtlValid = /^-?\d{1,10}$/.test(ttl);
  return {
    sub: field(form, 'sub')[0] ?? field(form, 'username')[0] ?? 'alice',
    roles: field(form, 'roles').flatMap((list) => list.split(' ').filter(Boolean)),
    ttl: isTtlValid ? Number(ttl) : 3600,
    isTtlValid,
    aud: field(form, 'aud')[0],
  };
};

/** `issuedAt` is in seconds. As in Entra ID, a token without roles has no roles claim. */
export const claimsOf = ({ sub, roles, ttl, aud }: TokenForm, audience: string, issuedAt: number) => ({
  sub,
  aud: aud ?? audience,
  exp: issuedAt + ttl,
  nbf: Math.min(issuedAt, issuedAt + ttl),
  ...(roles.length > 0 && { roles }),
});
