import type { IncomingMessage } from 'node:http';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** node:http decodes headers as Latin-1, Kestrel as UTF-8. */
const decodeHeader = (value: string): string | undefined => {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return undefined;
  }
};

/**
 * Headers by lower-case name, repeated ones joined. As on the real host, a status instead of them:
 * 400 if one is not UTF-8, 500 if one has characters that the worker's `Headers` rejects.
 */
export const readHeaders = (request: IncomingMessage): Record<string, string> | number => {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    const value = decodeHeader(values.join(name === 'cookie' ? '; ' : ','));
    if (value === undefined) return 400;
    if (/[\u0100-\uffff]/.test(value)) return 500;
    headers[name.toLowerCase()] = value;
  }
  return headers;
};
