import ky, { HTTPError } from 'ky';
import type { Problem as Described } from '../../../docs/examples/api-types.ts';

const readMeta = (name: string): string => document.querySelector<HTMLMetaElement>(`[name=${name}]`)?.content ?? '';
export const API = readMeta('api');

/** What went wrong (RFC 9457). The shop's staff find the request by its id in their log. */
export type Problem = Partial<Described> & { requestId?: string | null };
export type Answer<T> = { value?: T | undefined; problem?: Problem | undefined };
type Request = { as?: string; method?: 'post'; headers?: Record<string, string>; json?: unknown };

const unreachable: Problem = { detail: 'The shop cannot reach its server. Please try again in a moment.' };

/** A real shop signs its customers in. The laptop's issuer gives a token to anyone who asks. */
const requestToken = async (sub: string): Promise<string> => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', sub });
  return (await ky.post(`${readMeta('issuer')}/token`, { body }).json<{ access_token: string }>()).access_token;
};

/** Tries three times. Any request may safely arrive twice: orders have an idempotency key. */
const client = ky.create({
  prefixUrl: `${API}/api/v1`,
  retry: { methods: ['get', 'post'], statusCodes: [429, 503], maxRetryAfter: 10_000, retryOnTimeout: true },
});

export const call = async <T>(path: string, { as, headers, ...request }: Request = {}): Promise<Answer<T>> => {
  try {
    const signedIn = as && { authorization: `Bearer ${await requestToken(as)}` };
    return { value: await client(path, { ...request, headers: { ...headers, ...signedIn } }).json<T>() };
  } catch (error) {
    if (!(error instanceof HTTPError)) return { problem: unreachable };
    const described = await error.response.json<Described>().catch(() => undefined);
    return { problem: { ...unreachable, ...described, requestId: error.response.headers.get('x-request-id') } };
  }
};
