import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const files = ['infra/apim/openapi.json', 'biome.boundaries.json', 'docs/log-events.md', 'docs/metrics.md'];

const generate = (cwd: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [resolve('dist/tools/cli.js'), 'generate', ...args], { cwd });

test('the committed files are up to date', async () => {
  const { stdout } = await generate('.', '--check');

  expect(stdout).toBe(files.map((file) => `${file}: up to date\n`).join(''));
});

describe('in a folder with a stale file', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearth-generate-'));
    for (const each of ['infra/apim', 'docs']) await mkdir(join(folder, each), { recursive: true });
    for (const file of files) await writeFile(join(folder, file), await readFile(file));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each(files)('--check names %s and leaves it, and without it the file is written', async (file) => {
    await writeFile(join(folder, file), 'stale');

    await expect(generate(folder, '--check')).rejects.toMatchObject({
      code: 1,
      stderr: `Not up to date: ${file}. Run "npm run generate".\n`,
    });
    expect(await readFile(join(folder, file), 'utf8')).toBe('stale');

    const { stdout } = await generate(folder);

    expect(stdout).toContain(`${file}: written\n`);
    expect(await readFile(join(folder, file), 'utf8')).toBe(await readFile(file, 'utf8'));
  });
});
