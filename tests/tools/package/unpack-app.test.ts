import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_FOLDER, unpackApp, ZIP } from '../../../tools/package/package-command.ts';
import { zipFiles } from '../../../tools/package/zip-files.ts';

const home = process.cwd();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-unpack-'));
  process.chdir(folder);
  await mkdir(APP_FOLDER, { recursive: true });
  await writeFile(join(APP_FOLDER, 'old.js'), 'old');
  await writeFile('app.zip', zipFiles(new Map([['dist/app/main.js', Buffer.from('new')]])));
});

afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true });
});

test('a package is unpacked to the folder that is published, and nothing else is there', async () => {
  await unpackApp('app.zip');

  const files = (await readdir(APP_FOLDER, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  expect(files.map(({ name }) => name)).toEqual(['main.js']);
  expect(await readFile(join(APP_FOLDER, 'dist/app/main.js'), 'utf8')).toBe('new');
  expect(await readFile(ZIP)).toEqual(await readFile('app.zip'));
});
