import { join } from 'node:path';
import type { Page, StartPage } from './http/start-page.ts';
import { jsonSection } from './json-section.ts';
import { readJsonFile } from './read-json-file.ts';

/** What `/` says of the app: the name and the description in its package.json, and these pages. */
export const readStartPage = async (app: string, pages: readonly Page[]): Promise<StartPage> => {
  const manifest = jsonSection(await readJsonFile(join(app, 'package.json')), '', []);
  return {
    title: manifest.text('name') ?? 'A functions app',
    description: manifest.text('description') ?? '',
    pages,
  };
};
