import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { userError } from './user-error.ts';

export type PageFile = { body: Buffer | string; type: string };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The files of a built page, by path. Rejects if it has not been built. */
export const readPage = async (owner: 'shop' | 'console', folder: string): Promise<Map<string, PageFile>> => {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('index.html')) {
    throw userError(`The ${owner}'s page is not in ${folder}. Build it with: node build/build.mjs local`);
  }
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    files.set(name === 'index.html' ? '/' : `/${name}`, { body: await readFile(join(folder, name)), type });
  }
  return files;
};
