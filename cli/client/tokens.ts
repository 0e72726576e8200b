import { z } from 'zod';
import { laptop } from './laptop.ts';
import { readAnswer, unexpectedAnswer } from './read-answer.ts';
import { retryingFetch } from './retrying-fetch.ts';

export type TokenRequest = {
  issuer: string;
  sub: string;
  roles?: readonly string[];
  /** Seconds; below 0 the token expired that long ago. */
  ttl?: number;
  audience?: string;
};

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().default(0) });

/** Long enough for an issuer that is starting, short enough for somebody who forgot to start it. */
const PATIENCE_MS = 3_000;

const silentIssuerAdvice =
  'Start everything with "npm start", or only the issuer with "npx hearth local identity". ' +
  'Another issuer: --issuer or HEARTH_ISSUER.';

type Token = { value: string; seconds: number };

const fetchToken = async (
  { issuer, sub, roles = [], ttl, audience }: TokenRequest,
  patienceMs: number = PATIENCE_MS,
): Promise<Token> => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', sub });
  if (ttl !== undefined) form.set('ttl', String(ttl));
  if (audience !== undefined) form.set('aud', audience);
  if (roles.length > 0) form.set('roles', roles.join(' '));
  const url = `${issuer.replace(/\/+$/, '')}/token`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const call = { method: 'POST', url, headers, body: form.toString(), advice: silentIssuerAdvice };
  const answer = await retryingFetch(call, Date.now() + patienceMs);
  if (answer.status !== 200) throw unexpectedAnswer(answer, `POST ${url}`);
  const { access_token: value, expires_in: seconds } = readAnswer(tokenAnswer, answer, `POST ${url}`);
  return { value, seconds };
};

/** A signed token of the local issuer, which gives one to any caller. */
export const requestToken = async (request: TokenRequest): Promise<string> => (await fetchToken(request)).value;

/** Gives the token of one caller. */
export type Bearer = {
  /** A token that is good for at least another minute. */
  token: () => Promise<string>;
  /** The token was turned down: the next call gets a new one. Absent if there is no other. */
  renew?: () => void;
};

export const fixedBearer = (token: string): Bearer => ({ token: async () => token });

type TokenSource = {
  /** A token is asked for once, however many callers want it at the same time. */
  of: (sub: string, roles?: readonly string[]) => Bearer;
};

type TokenSourceOptions = { issuer: string; audience?: string; patienceMs?: number };
type KeptToken = { value: string; goodUntil: number };

const MARGIN_MS = 60_000;

/** Tokens of the local issuer, kept until they expire. */
export const tokenSource = ({ issuer, audience = laptop.audience, patienceMs }: TokenSourceOptions): TokenSource => {
  const tokens = new Map<string, Promise<KeptToken>>();

  const request = async (sub: string, roles: readonly string[]): Promise<KeptToken> => {
    const asked = Date.now();
    const { value, seconds } = await fetchToken({ issuer, sub, roles, audience }, patienceMs);
    return { value, goodUntil: asked + Math.max(seconds * 1000 - MARGIN_MS, seconds * 500) };
  };

  return {
    of: (sub, roles = []) => {
      const key = JSON.stringify([sub, ...roles]);
      const fresh = (): Promise<KeptToken> => {
        const pending = request(sub, roles);
        tokens.set(key, pending);
        pending.catch(() => {
          if (tokens.get(key) === pending) tokens.delete(key);
        });
        return pending;
      };
      return {
        token: async () => {
          const pending = tokens.get(key) ?? fresh();
          const known = await pending;
          if (known.goodUntil > Date.now()) return known.value;
          // Another caller that saw it expire may have asked already.
          const next = tokens.get(key);
          return (await (next === undefined || next === pending ? fresh() : next)).value;
        },
        renew: () => {
          tokens.delete(key);
        },
      };
    },
  };
};
