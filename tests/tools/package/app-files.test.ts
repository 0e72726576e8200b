import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listShippedFiles } from '../../../tools/package/app-files.ts';

/** What git would include with .funcignore as its only rules. func reads them the same way. */
const publishedFromHere = (): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-funcignore-'));
  const git = (...args: string[]): string =>
    execFileSync('git', [`--git-dir=${folder}`, '--work-tree=.', ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  try {
    git('init', '--quiet');
    return git('ls-files', '--others', '--exclude-from=.funcignore', '-z')
      .split('\0')
      .filter((path) => path !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** What npm installs for the packaged app on Linux x64. */
const modules = ['detect-libc', 'sharp', '@img/colour', '@img/sharp-linux-x64', '@img/sharp-libvips-linux-x64'];

test('.funcignore leaves of this folder what the package holds', async () => {
  const folders = ['dist/app', 'dist/telemetry', ...modules.map((name) => `node_modules/${name}`)];
  const shipped = await Promise.all(folders.map((folder) => listShippedFiles('.', folder)));
  const published = publishedFromHere();

  expect(published.toSorted()).toEqual(['host.json', 'package.json', ...shipped.flat()].toSorted());
  expect(published).toEqual(expect.arrayContaining(['dist/app/main.js', 'dist/app/openapi.json']));
  expect(published).toContain('dist/app/main.js.map');
  expect(published.filter((path) => path.endsWith('.map') && !path.startsWith('dist/app/'))).toEqual([]);
});
