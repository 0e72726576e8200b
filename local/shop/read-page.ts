import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { userError } from '../user-error.ts';

export type PageFile = { body: Buffer | string; type: string };

/** What the page talks to. */
export type Addresses = { api: string; issuer: string };

export type FindFile = (path: string, addresses: Addresses) => PageFile | undefined;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The files of the built page, by path. Rejects if it has not been built. */
export const readPage = async (folder: string): Promise<FindFile> => {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('index.html')) {
    throw userError(`The shop's page is not in ${folder}. Build it with: node build/build.mjs local`);
  }
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type !== undefined) files.set(`/${name}`, { body: await readFile(join(folder, name)), type });
  }
  const index = String(files.get('/index.html')?.body);
  return (path, { api, issuer }) =>
    path === '/'
      ? { body: index.replace('{api}', api).replace('{issuer}', issuer), type: types['.html'] ?? '' }
      : files.get(path);
};
