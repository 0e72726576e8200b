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

/**
 * The path and query of an absolute target, if it names the same host as the Host header. Kestrel
 * rejects others.
 */
const toOriginForm = (target: string, host: string | undefined): string => {
  const [, authority, rest = ''] = /^https?:\/\/([^/?]+)(.*)$/i.exec(target) ?? [];
  if (authority === undefined || authority.toLowerCase() !== host?.toLowerCase()) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
};

/** The target of a request, or the status of the empty answer that Kestrel gives instead. */
export const readTarget = (request: IncomingMessage): Target | number => {
  const { method = '', url = '/', headers, headersDistinct, rawHeaders } = request;
  if (`${method} ${url} HTTP/1.1\r\n`.length > MAX_LINE_BYTES) return 414;
  // Each name and value is followed by two bytes: ": " and a line break.
  if (rawHeaders.reduce((bytes, text) => bytes + text.length + 2, 0) > MAX_HEADERS_BYTES) return 431;
  if ((headersDistinct.host?.length ?? 0) > 1) return 400;
  const target = toOriginForm(url, headers.host);
  const isPlain = target.startsWith('/') && !/[^\x21-\x7e]|^[^?]*%00/.test(target);
  return (isPlain ? parseTarget(headers.host ?? 'localhost', target) : undefined) ?? 400;
};
