import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { Unavailable } from '../../domain/errors.ts';

const TIMEOUT_MS = 3_000;

/** How long a failed look-up is remembered, so that a crowd of callers does not hammer an issuer that is down. */
const FAILURE_MS = 1_000;

const KEYS_MAX_AGE_MS = 60 * 60 * 1000;

const isLoopback = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** Keys that anyone on the way could replace prove nothing. */
const secureUrl = (text: string): URL => {
  const url = new URL(text);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new Error(`${url.origin} must be https (http is for loopback only).`);
};

const fieldsOf = (json: unknown): { issuer?: unknown; jwks_uri?: unknown } =>
  typeof json === 'object' && json !== null ? json : {};

const discoverKeysUrl = async (issuer: string): Promise<URL> => {
  const url = secureUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`The issuer's discovery document was answered with ${answer.status}.`);
  const found = fieldsOf(await answer.json());
  if (found.issuer !== issuer) throw new Error('The discovery document is of another issuer.');
  if (typeof found.jwks_uri !== 'string') throw new Error('The discovery document names no keys.');
  return secureUrl(found.jwks_uri);
};

/** Resolves to the same value from the first success on; a failure is forgotten after a moment. */
const remembered = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let pending: Promise<T> | undefined;
  return () => {
    if (!pending) {
      const loading = load();
      pending = loading;
      loading.catch(() => setTimeout(() => (pending = undefined), FAILURE_MS).unref());
    }
    return pending;
  };
};

export type OidcKeysOptions = {
  /** Least time between two look-ups for a key that is not known. */
  cooldownMs?: number;
};

/** The issuer's keys: found through its discovery document, cached, and looked up anew when a token names a key that is not known. */
export const oidcKeys = (issuer: string, { cooldownMs = 30_000 }: OidcKeysOptions = {}): JWTVerifyGetKey => {
  const keySet = remembered(async () =>
    createRemoteJWKSet(await discoverKeysUrl(issuer), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: cooldownMs,
      cacheMaxAge: KEYS_MAX_AGE_MS,
    }),
  );
  return async (header, token) => {
    try {
      const find = await keySet();
      return await find(header, token);
    } catch (cause) {
      const tokenIsWrong =
        cause instanceof errors.JWKSNoMatchingKey ||
        cause instanceof errors.JWKSMultipleMatchingKeys ||
        cause instanceof errors.JOSENotSupported;
      throw tokenIsWrong ? cause : new Unavailable('identity', { cause });
    }
  };
};
