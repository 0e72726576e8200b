import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { beforeDeadline } from '../../before-deadline.ts';
import { Unavailable } from '../../domain/errors.ts';
import { isSecureUrl } from '../../is-secure-url.ts';
import { httpFetch } from './http-fetch.ts';

const TIMEOUT_MS = 3_000;

/** How long a failed lookup is remembered, so that callers do not hammer an issuer that is down. */
const FAILURE_MS = 1_000;

/** After this, the issuer is asked whether its keys are still the same. */
const REFRESH_MS = 60 * 60 * 1000;

/** The minimum between two such requests, so that few callers wait while the issuer is down. */
const REFRESH_AGAIN_MS = 60 * 1000;

/** After this, keys that the issuer has not confirmed are dropped, and so is their address. */
const KNOWN_MS = 24 * 60 * 60 * 1000;

/** Keys that anyone on the network could replace prove nothing. */
const parseSecureUrl = (text: string): URL => {
  const url = new URL(text);
  if (isSecureUrl(url)) return url;
  throw new Error(`${url.origin} must use https (http is allowed only for loopback addresses).`);
};

const toDiscovery = (json: unknown): { issuer?: unknown; jwks_uri?: unknown } => Object(json);

const fetchInTime = (url: URL, { signal, ...options }: Parameters<typeof httpFetch>[1] = {}): Promise<Response> =>
  beforeDeadline(TIMEOUT_MS, (inTime) => httpFetch(url.href, { ...options, signal: inTime }), signal);

const discoverKeysUrl = async (issuer: string): Promise<URL> => {
  const answer = await fetchInTime(parseSecureUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
  if (!answer.ok) throw new Error(`The issuer answered ${answer.status} for its discovery document.`);
  const found = toDiscovery(await answer.json());
  if (found.issuer !== issuer) throw new Error('The discovery document belongs to another issuer.');
  if (typeof found.jwks_uri !== 'string') throw new Error('The discovery document has no jwks_uri.');
  return parseSecureUrl(found.jwks_uri);
};

/** Reads the discovery document each time. If that fails, the last address is good for a day. */
const keysUrlFinder = (issuer: string): (() => Promise<URL>) => {
  let known: { url: URL; at: number } | undefined;
  return async () => {
    try {
      known = { url: await discoverKeysUrl(issuer), at: Date.now() };
    } catch (error) {
      if (known === undefined || Date.now() >= known.at + KNOWN_MS) throw error;
    }
    return known.url;
  };
};

export type OidcKeysOptions = {
  /** The minimum time between two lookups for an unknown key, in milliseconds. */
  cooldownMs?: number;
};

type OidcKeys = {
  find: JWTVerifyGetKey;
  /** Fetches the keys unless they are already there. Rejects if they cannot be fetched. */
  prefetch(): Promise<void>;
};

/**
 * Fetches the keys from the address that the issuer gives now. Remembers when that last succeeded,
 * and starts no new request for a moment after a failure.
 */
const watchFetch = (issuer: string) => {
  const findKeysUrl = keysUrlFinder(issuer);
  let failure: { at: number; cause: unknown } | undefined;
  let succeededAt = Number.NEGATIVE_INFINITY;
  const watched: FetchImplementation = async (_discoveryUrl, options) => {
    if (failure && Date.now() < failure.at + FAILURE_MS) throw failure.cause;
    try {
      const answer = await fetchInTime(await findKeysUrl(), options);
      if (answer.status !== 200) throw new Error(`The issuer answered ${answer.status} for its keys.`);
      failure = undefined;
      succeededAt = Date.now();
      return answer;
    } catch (cause) {
      failure = { at: Date.now(), cause };
      throw cause;
    }
  };
  return { fetch: watched, succeededAt: () => succeededAt };
};

/**
 * The issuer's keys, found through its discovery document and cached. Both are fetched again after
 * an hour, so that a withdrawn key does not work for longer, and when a token names an unknown key.
 * If the issuer is down, the known keys are used for up to a day.
 */
export const oidcKeys = (issuer: string, { cooldownMs = 30_000 }: OidcKeysOptions = {}): OidcKeys => {
  const { fetch, succeededAt } = watchFetch(issuer);
  const keys = createRemoteJWKSet(new URL(issuer), {
    // For the discovery document and the keys, which have a deadline each.
    timeoutDuration: 2 * TIMEOUT_MS,
    cooldownDuration: cooldownMs,
    cacheMaxAge: KNOWN_MS,
    [customFetch]: fetch,
  });
  let refreshedAt = Number.NEGATIVE_INFINITY;

  /** One caller at a time asks the issuer. If it does not answer, the known keys stay in use. */
  const refresh = async (): Promise<void> => {
    const isDue = Date.now() >= succeededAt() + REFRESH_MS && Date.now() >= refreshedAt + REFRESH_AGAIN_MS;
    if (!keys.fresh || !isDue) return;
    refreshedAt = Date.now();
    await keys.reload().catch(() => {});
  };

  return {
    find: async (header, token) => {
      try {
        await refresh();
        return await keys(header, token);
      } catch (cause) {
        const tokenIsWrong =
          cause instanceof errors.JWKSNoMatchingKey ||
          cause instanceof errors.JWKSMultipleMatchingKeys ||
          cause instanceof errors.JOSENotSupported;
        throw tokenIsWrong ? cause : new Unavailable('identity', { cause });
      }
    },

    prefetch: async () => {
      try {
        if (!keys.fresh) await keys.reload();
      } catch (cause) {
        throw new Unavailable('identity', { cause });
      }
    },
  };
};
