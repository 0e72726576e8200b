import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-build-'));
  await copyFile('package-lock.json', join(folder, 'package-lock.json'));
  await Promise.all(['bin', 'build'].map((name) => cp(name, join(folder, name), { recursive: true })));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await Promise.all(['src', 'local'].map((name) => mkdir(join(folder, name))));
  for (const part of ['console', 'look', 'shop'])
    await cp(`local/${part}`, join(folder, 'local', part), { recursive: true });
  await copyFile('tsconfig.json', join(folder, 'tsconfig.json'));
  await writeFile(join(folder, 'local/hearth.ts'), "import { word } from './word.ts';\nconsole.log(word);\n");
});

afterAll(() => rm(folder, { recursive: true }));

const write = async (word: string): Promise<void> =>
  writeFile(join(folder, 'local/word.ts'), `export const word = '${word}';\n`);

const build = () => run(process.execPath, ['build/build.mjs', 'local'], { cwd: folder });
const built = async (): Promise<string> =>
  (await run(process.execPath, ['dist/local/hearth.js'], { cwd: folder })).stdout;
const output = (): string => join(folder, 'dist/local/hearth.js');

test('a part is built again only if its sources have changed or its output is gone', async () => {
  await write('first');
  await build();
  expect(await built()).toBe('first\n');

  const marked = `${await readFile(output(), 'utf8')}// kept\n`;
  await writeFile(output(), marked);
  await build();

  expect(await readFile(output(), 'utf8')).toBe(marked);

  await write('second');
  await build();
  expect(await built()).toBe('second\n');

  await rm(output());
  await build();
  expect(await built()).toBe('second\n');

  // As after a checkout, or with another version of a dependency.
  await writeFile(output(), '');
  await utimes(join(folder, 'package-lock.json'), new Date(), new Date());
  await build();

  expect(await built()).toBe('second\n');
});

test('the program builds itself if it has to, and runs where it was called', async () => {
  await write('built');
  await writeFile(
    join(folder, 'local/hearth.ts'),
    "import { word } from './word.ts';\nconsole.log(word, process.cwd(), process.argv.slice(2).join());\n",
  );
  await rm(join(folder, 'dist'), { recursive: true, force: true });
  const hearth = join(folder, 'bin/hearth.mjs');
  const { stdout, stderr } = await run(process.execPath, [hearth, 'token', '--ttl', '60'], { cwd: tmpdir() });

  expect(stderr).toBe('');
  expect(stdout).toBe(`built ${tmpdir()} token,--ttl,60\n`);
});
