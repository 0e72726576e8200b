import { answers, read, refusal } from './api-answers.ts';
import { retryingFetch } from './retrying-fetch.ts';

export type TokenSource = {
  /** A token of `subject` that is good for at least another minute; asked for once, however many ask at the same time. */
  tokenOf: (subject: string, roles?: readonly string[]) => Promise<string>;
  /** The token was turned down: the next call gets a new one. */
  forget: (subject: string, roles?: readonly string[]) => void;
};

export type TokenSourceOptions = {
  issuer: string;
  audience: string;
  /** Milliseconds that one request for a token may take, retries included. */
  patienceMs: number;
};

type Token = { value: string; goodUntil: number };

const MARGIN_MS = 60_000;

const keyOf = (subject: string, roles: readonly string[]): string => JSON.stringify([subject, ...roles]);

/** Tokens of the local issuer, which gives one to whoever asks. */
export const tokenSource = ({ issuer, audience, patienceMs }: TokenSourceOptions): TokenSource => {
  const tokens = new Map<string, Promise<Token>>();
  let endpoint: Promise<string> | undefined;

  const discover = async (): Promise<string> => {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await retryingFetch({ method: 'GET', url }, Date.now() + patienceMs);
    if (answer.status !== 200) throw refusal(answer, `GET ${url}`);
    return read(answers.discovery, answer, `GET ${url}`).token_endpoint;
  };

  const request = async (subject: string, roles: readonly string[]): Promise<Token> => {
    endpoint ??= discover();
    const url = await endpoint.catch((error: unknown) => {
      endpoint = undefined;
      throw error;
    });
    const form = new URLSearchParams({ grant_type: 'client_credentials', aud: audience, sub: subject });
    if (roles.length > 0) form.set('roles', roles.join(' '));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const asked = Date.now();
    const answer = await retryingFetch({ method: 'POST', url, headers, body: form.toString() }, asked + patienceMs);
    if (answer.status !== 200) throw refusal(answer, `POST ${url}`);
    const { access_token: value, expires_in: seconds } = read(answers.token, answer, `POST ${url}`);
    return { value, goodUntil: asked + Math.max(seconds * 1000 - MARGIN_MS, (seconds * 1000) / 2) };
  };

  const fresh = (subject: string, roles: readonly string[]): Promise<Token> => {
    const key = keyOf(subject, roles);
    const pending = request(subject, roles);
    tokens.set(key, pending);
    pending.catch(() => {
      if (tokens.get(key) === pending) tokens.delete(key);
    });
    return pending;
  };

  return {
    tokenOf: async (subject, roles = []) => {
      const known = tokens.get(keyOf(subject, roles));
      const token = await (known ?? fresh(subject, roles));
      return token.goodUntil > Date.now() ? token.value : (await fresh(subject, roles)).value;
    },
    forget: (subject, roles = []) => {
      tokens.delete(keyOf(subject, roles));
    },
  };
};
