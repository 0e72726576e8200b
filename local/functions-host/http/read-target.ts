import type { IncomingMessage } from 'node:http';
import { decodePath, encodePath } from './request-path.ts';

const MAX_LINE_BYTES = 8192;
const MAX_HEADERS_BYTES = 32_768;

/** What node:http must accept, so that the limits above answer. */
export const MAX_HEAD_BYTES = 2 * (MAX_LINE_BYTES + MAX_HEADERS_BYTES);

export type Target = {
  /** Absolute, as the app sees it. Behind a proxy, this is the inner address. */
  url: URL;
  /** Decoded except for slashes: what the router matches. */
  path: string;
};

const parseTarget = (host: string, target: string): Target | undefined => {
  const [rawPath = '', ...query] = target.split('?');
  // Removes dot segments. A backslash would count as a slash.
  const base = `http://x${rawPath.replaceAll('\\', '%5C')}`;
  if (!URL.canParse(base)) return undefined;
  const path = decodePath(new URL(base).pathname);
  const address = `http://${host}${encodePath(path)}${query.length > 0 ? `?${query.join('?')}` : ''}`;
  return URL.canParse(address) ? { url: new URL(address), path } : undefined;
};

/** The target of a request, or the status of the empty answer that Kestrel gives instead. */
export const readTarget = ({ method = '', url = '/', headers, rawHeaders }: IncomingMessage): Target | number => {
  if (`${method} ${url} HTTP/1.1\r\n`.length > MAX_LINE_BYTES) return 414;
  // Each name and value is followed by two bytes: ": " and a line break.
  if (rawHeaders.reduce((bytes, text) => bytes + text.length + 2, 0) > MAX_HEADERS_BYTES) return 431;
  const isPlain = url.startsWith('/') && !/[^\x21-\x7e]|^[^?]*%00/.test(url);
  return (isPlain ? parseTarget(headers.host ?? 'localhost', url) : undefined) ?? 400;
};
