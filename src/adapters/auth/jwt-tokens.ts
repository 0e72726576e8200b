import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../../application/ports/clock.ts';
import type { Principal, Tokens } from '../../application/ports/tokens.ts';
import { isCustomerId } from '../../domain/customer-id.ts';
import { DomainError } from '../../domain/errors.ts';
import { type OidcKeysOptions, oidcKeys } from './oidc-keys.ts';

type JwtTokensOptions = OidcKeysOptions & { issuer: string; audience: string; clock?: Clock };

// Listed one by one: if a symmetric algorithm were allowed, anyone could sign with the public key.
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const LEEWAY_SECONDS = 60;

const claimReasons: Readonly<Record<string, string>> = {
  aud: 'The token is for another audience.',
  iss: 'The token is from another issuer.',
  nbf: 'The token is not valid yet.',
};

const claimReason = ({ claim, reason }: errors.JWTClaimValidationFailed): string => {
  if (reason === 'missing') return `The token lacks the claim "${claim}".`;
  return (reason === 'check_failed' && claimReasons[claim]) || `The claim "${claim}" of the token is malformed.`;
};

/** Says what kind of problem it is, and never quotes anything from the token. */
const reasonOf = (error: errors.JOSEError): string => {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token is signed with an algorithm that is not accepted.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'The token is signed with an unknown key.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is invalid.';
  return 'The token is malformed.';
};

const isText = (value: unknown): value is string => typeof value === 'string';

const principalOf = ({ sub, roles = [] }: JWTPayload): Principal => {
  if (!isText(sub) || !isCustomerId(sub))
    throw new DomainError('unauthorized', 'The claim "sub" of the token is malformed.');
  if (!Array.isArray(roles) || !roles.every(isText)) {
    throw new DomainError('unauthorized', 'The claim "roles" of the token must be a list of names.');
  }
  return { customerId: sub, roles };
};

export type JwtTokens = Tokens & {
  /** Fetches the keys that the first `verify` needs. `Unavailable` if they cannot be fetched. */
  prepare(): Promise<void>;
};

export const jwtTokens = ({ issuer, audience, clock = () => new Date(), ...options }: JwtTokensOptions): JwtTokens => {
  const keys = oidcKeys(issuer, options);
  return {
    prepare: keys.prefetch,

    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, keys.find, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['exp', 'sub'],
          clockTolerance: LEEWAY_SECONDS,
          currentDate: clock(),
        });
        return principalOf(payload);
      } catch (error) {
        throw error instanceof errors.JOSEError ? new DomainError('unauthorized', reasonOf(error)) : error;
      }
    },
  };
};
