import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { userError } from '../user-error.ts';
import { jsonSection } from './json-section.ts';
import { readJsonFile } from './read-json-file.ts';

const wildcards = /[*?{]/;

/** Supports `*`, `**`, `?` and `{a,b}`, which is all that entry points use. */
const globExpression = (glob: string): RegExp => {
  const source = glob.replaceAll(/\*\*\/|\*\*|\*|\?|\{[^}]*\}|[.+^$()|[\]\\]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('{')) return `(?:${token.slice(1, -1).replaceAll('.', '\\.').replaceAll(',', '|')})`;
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`);
};

/** Files of the app that match `main`, sorted by name. */
const findMatches = async (app: string, glob: string): Promise<string[]> => {
  const folders = glob.split('/');
  const base = folders
    .slice(
      0,
      folders.findIndex((part) => wildcards.test(part)),
    )
    .join('/');
  const found = await readdir(join(app, base), { recursive: true, withFileTypes: true }).catch(() => []);
  const expression = globExpression(glob);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(app.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((file) => expression.test(file) && !file.includes('node_modules/'))
    .sort();
};

/** Absolute paths of the files that register functions: `main` in package.json, a file or glob. */
export const entryPoints = async (app: string): Promise<string[]> => {
  const file = join(app, 'package.json');
  const problems: string[] = [];
  const main = jsonSection(await readJsonFile(file), '', problems)
    .text('main')
    ?.replace(/^\.\//, '');
  if (main === undefined) throw userError(`${file} has no "main": set it to the files that register functions`);
  if (!wildcards.test(main)) return [join(app, main)];
  const files = await findMatches(app, main);
  if (files.length === 0) throw userError(`Found no file matching "${main}" (main in ${file})`);
  return files.map((each) => join(app, each));
};
