import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { userError } from '../user-error.ts';

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** By the path that the browser asks for. */
const files = {
  '/': ['index.html', types.html],
  '/main.js': ['main.js', types.js],
  '/console.css': ['console.css', types.css],
  '/icon.svg': ['icon.svg', types.svg],
} as const;

/** Scripts, styles and requests only from and to here; no other site shows it in a frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
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
  const entries = await Promise.all(
    Object.entries(files).map(async ([path, [name, type]]) => {
      const body = await readFile(join(folder, name)).catch(() => {
        throw userError(`The console's page is not in ${folder}. Build it with: node build/build.mjs local`);
      });
      return [path, { body, type }] as const;
    }),
  );
  const found = new Map(entries);
  return (path, response) => {
    const file = found.get(path);
    if (file === undefined) return false;
    response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache' });
    response.end(file.body);
    return true;
  };
};
