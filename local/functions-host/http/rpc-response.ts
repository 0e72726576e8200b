import { jsonSection } from '../json-section.ts';

/** An HTTP answer, decoded from the programming model's response. */
export type HttpAnswer = { status: number; headers: Record<string, string>; cookies: string[]; body: Uint8Array };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const valueAtPath = (value: unknown, ...path: string[]): unknown =>
  path.reduce((found, key) => (isRecord(found) ? found[key] : undefined), value);

const sameSites: Record<string, string> = { lax: 'lax', strict: 'strict', explicitNone: 'none' };

/** One `set-cookie` value, in Kestrel's spelling. */
const cookieText = (cookie: unknown): string => {
  const parts = [
    `${encodeURIComponent(String(valueAtPath(cookie, 'name')))}=${encodeURIComponent(String(valueAtPath(cookie, 'value')))}`,
  ];
  const seconds = valueAtPath(cookie, 'expires', 'value', 'seconds');
  const maxAge = valueAtPath(cookie, 'maxAge', 'value');
  const domain = valueAtPath(cookie, 'domain', 'value');
  const path = valueAtPath(cookie, 'path', 'value') ?? '/';
  const sameSite = sameSites[String(valueAtPath(cookie, 'sameSite'))];
  if (typeof seconds === 'number') parts.push(`expires=${new Date(seconds * 1000).toUTCString()}`);
  if (typeof maxAge === 'number') parts.push(`max-age=${maxAge}`);
  if (typeof domain === 'string') parts.push(`domain=${domain}`);
  if (typeof path === 'string') parts.push(`path=${path}`);
  if (valueAtPath(cookie, 'secure', 'value') === true) parts.push('secure');
  if (sameSite !== undefined) parts.push(`samesite=${sameSite}`);
  if (valueAtPath(cookie, 'httpOnly', 'value') === true) parts.push('httponly');
  return parts.join('; ');
};

const toBodyBytes = (body: unknown): Uint8Array => {
  const bytes = valueAtPath(body, 'bytes');
  if (bytes instanceof Uint8Array) return bytes;
  const text = valueAtPath(body, 'string') ?? valueAtPath(body, 'json');
  return typeof text === 'string' ? Buffer.from(text) : new Uint8Array();
};

/** Decodes the `returnValue` of an HTTP function. Nothing returned is a 204, as on the host. */
export const httpAnswer = (returnValue: unknown): HttpAnswer => {
  const http = valueAtPath(returnValue, 'http');
  if (!isRecord(http)) return { status: 204, headers: {}, cookies: [], body: new Uint8Array() };
  const { cookies } = http;
  return {
    status: Number(http.statusCode ?? 200),
    headers: jsonSection(http.headers ?? {}, 'headers', []).texts(),
    cookies: Array.isArray(cookies) ? cookies.map(cookieText) : [],
    body: toBodyBytes(http.body),
  };
};
