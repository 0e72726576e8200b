import ky, { HTTPError } from 'ky';
import type { Problem as Described } from '../../../docs/examples/api-types.ts';

const readMeta = (name: string): string => document.querySelector<HTMLMetaElement>(`[name=${name}]`)?.content ?? '';
export const API = readMeta('api');

/** What went wrong (RFC 9457). The shop's staff find the request by its id in their log. */
export type Problem = Partial<Described> & { requestId?: string | null };
export type Answer<T> = { value?: T | undefined; problem?: Problem | undefined };
type Request = { as?: string; method?: 'post'; headers?: Record<string, string>; json?: unknown };

const unreachable: Problem = { detail: 'The shop cannot reach its server. Please try again in a moment.' };

/** Tries three times. Any request may safely arrive twice: orders have an idempotency key. */
const client = ky.create({
  retry: { methods: ['get', 'post'], statusCodes: [429, 503], maxRetryAfter: 10_000, retryOnTimeout: true },
});

/** A real shop signs its customers in. The laptop's issuer gives a token to anyone who asks. */
const requestToken = async (sub: string): Promise<string> => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', sub });
  return (await client.post(`${readMeta('issuer')}/token`, { body }).json<{ access_token: string }>()).access_token;
};
const tokens: Record<string, Promise<string>> = {};

/** Keeps its token until a call fails. After a 401 it tries once more, with a new one. */
export const call = async <T>(path: string, { as = '', ...rest }: Request = {}, isLast = false): Promise<Answer<T>> => {
  try {
    if (as) tokens[as] ??= requestToken(as);
    const headers = { ...rest.headers, ...(as && { authorization: `Bearer ${await tokens[as]}` }) };
    return { value: await client(`${API}/api/v1/${path}`, { ...rest, headers }).json<T>() };
  } catch (error) {
    delete tokens[as];
    if (!(error instanceof HTTPError)) return { problem: unreachable };
    const { status, headers } = error.response;
    if (status === 401 && !isLast) return call(path, { as, ...rest }, true);
    const described = await error.response.json<Described>().catch(() => undefined);
    return { problem: { ...unreachable, status, ...described, requestId: headers.get('x-request-id') } };
  }
};
