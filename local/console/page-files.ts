import type { ServerResponse } from 'node:http';
import { readPage } from '../read-page.ts';

/** Scripts, styles and requests only from and to here; no other site shows it in a frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export type SendFile = (path: string, response: ServerResponse) => boolean;

/** Reads the built page. What it gives answers false for a path that is no file of it. */
export const readPageFiles = async (folder: string): Promise<SendFile> => {
  const files = await readPage('console', folder);
  return (path, response) => {
    const file = files.get(path);
    if (file === undefined) return false;
    response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache' });
    response.end(file.body);
    return true;
  };
};
