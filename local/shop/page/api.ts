const readMeta = (name: string): string => document.querySelector<HTMLMetaElement>(`[name=${name}]`)?.content ?? '';
export const API = readMeta('api');
const WAIT_MS = 10_000;

type Price = { amount: number; currency: string };
type Image = { status: string; placeholder?: string; variants?: { url: string; width: number; format: string }[] };
export type Availability = 'in_stock' | 'low' | 'out';
type Details = { id: string; name: string; description?: string; availability: Availability };
export type Product = Details & { price: Price; images: Image[] };
type Line = { productId: string; name: string; quantity: number; lineTotal: number; short?: true; available?: number };
export type Status = 'placed' | 'confirmed' | 'rejected' | 'cancelled' | 'shipped';
type Times = { [time in `${Status}At`]?: string };
type Head = Times & { id: string; number: string; status: Status; currency: string; total: number };
export type Order = Head & { items: Line[]; shipment?: { carrier: string; trackingNumber: string } };
export type Page<T> = { items: T[]; nextCursor?: string };

/** What went wrong (RFC 9457). The shop's staff find the request by its id in their log. */
export type Problem = { code: string; detail: string; errors?: { message: string }[]; requestId?: string | null };
/** Neither a value nor a problem: nothing has changed since the ETag that was sent. */
export type Answer<T> = { value?: T; problem?: Problem; etag?: string | null };
type Request = { as?: string; method?: 'POST'; headers?: Record<string, string>; body?: unknown };

const tokens = new Map<string, Promise<string>>();

/** A real shop signs its customers in. The laptop's issuer gives a token to anyone who asks. */
const requestToken = async (sub: string): Promise<string> => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', sub });
  const url = `${readMeta('issuer')}/token`;
  const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(WAIT_MS) });
  const { access_token: token }: { access_token: string } = await response.json();
  return token;
};

const unreachable = { code: 'unreachable', detail: 'The shop cannot reach its server. Please try again in a moment.' };

const send = async <T>(
  path: string,
  { as, body, headers, ...request }: Request,
): Promise<Answer<T> & { wait?: number }> => {
  try {
    const all = new Headers(headers);
    if (as !== undefined) tokens.set(as, tokens.get(as) ?? requestToken(as));
    if (as !== undefined) all.set('authorization', `Bearer ${await tokens.get(as)}`);
    if (body !== undefined) all.set('content-type', 'application/json');
    const json = body === undefined ? null : JSON.stringify(body);
    const signal = AbortSignal.timeout(WAIT_MS);
    const response = await fetch(`${API}/api/v1${path}`, { ...request, headers: all, body: json, signal });
    if (response.status === 304) return {};
    if (response.ok) return { value: await response.json(), etag: response.headers.get('etag') };
    if (as !== undefined && response.status === 401) tokens.delete(as);
    const problem = { ...(await response.json()), requestId: response.headers.get('x-request-id') };
    const wait = 1000 * Number(response.headers.get('retry-after') ?? 0);
    return [401, 429, 503].includes(response.status) ? { problem, wait } : { problem };
  } catch {
    if (as !== undefined) tokens.delete(as);
    return { problem: unreachable, wait: 500 };
  }
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tries three times. All that this shop sends may arrive twice: orders have an idempotency key. */
export const call = async <T>(path: string, request: Request = {}, triesLeft = 2): Promise<Answer<T>> => {
  const { wait, ...answer } = await send<T>(path, request);
  if (wait === undefined || triesLeft === 0) return answer;
  await pause(Math.min(wait, WAIT_MS));
  return call(path, request, triesLeft - 1);
};
