import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { DomainError, Unavailable } from '../../src/domain/errors.ts';
import { withSourceStack } from '../../src/functions/with-source-stack.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-stack-'));
  file = join(folder, 'main.js');
  const source = 'type Text = string;\n\nexport const fail = (text: Text) => {\n  throw new Error(text);\n};\n';
  const options = { loader: 'ts', sourcemap: 'external', sourcefile: '../../src/fail.ts', minify: true } as const;
  const { code, map } = await transform(source, options);
  await writeFile(file, code);
  await writeFile(`${file}.map`, map);
  await writeFile(join(folder, 'broken.js.map'), '{');
  await writeFile(join(folder, 'empty.js.map'), '{"version":3,"sources":[],"names":[],"mappings":""}');
});

afterAll(() => rm(folder, { recursive: true }));

const mapped = async (...calls: readonly string[]): Promise<unknown> => {
  const error = new Error('no');
  error.stack = ['Error: no', ...calls.map((call) => `    at ${call}`)].join('\n');
  return Object(await withSourceStack(error)).stack;
};

test('a stack names files of src instead of those of the bundle', async () => {
  const url = pathToFileURL(file);

  expect(await mapped(`n (${url}:1:29)`, `async ${file}:1:37`, `${file}:1:22`, 'node:internal/process:95:5')).toBe(
    [
      'Error: no',
      '    at n (src/fail.ts:4:9)',
      '    at async src/fail.ts:4:13',
      '    at src/fail.ts:3:37',
      '    at node:internal/process:95:5',
    ].join('\n'),
  );
});

test.each(['none.js', 'broken.js'])('what has no map that can be read stays as it is: %s', async (name) => {
  const call = `n (${join(folder, name)}:1:29)`;

  expect(await mapped(call)).toBe(`Error: no\n    at ${call}`);
});

test('a call from a line that the map does not know stays as it is, and the others are mapped', async () => {
  const unknown = `${join(folder, 'empty.js')}:1:29`;

  expect(await mapped(unknown, `${file}:1:29`)).toBe(`Error: no\n    at ${unknown}\n    at src/fail.ts:4:9`);
});

test('a map says which line of the source each line of the bundle is', async () => {
  const long = join(folder, 'long.js');
  const options = { loader: 'ts', sourcemap: 'external', sourcefile: '../../src/long.ts' } as const;
  const { code, map } = await transform(`type Gone = 1;\n${'fail();\n'.repeat(14)}`, options);
  await writeFile(`${long}.map`, map);

  expect(code.split('\n')[11]).toBe('fail();');
  expect(await mapped(`${long}:12:1`)).toBe('Error: no\n    at src/long.ts:13:1');
});

test('the maps of 20 files are read once, and those of more each time', async () => {
  jest.resetModules();
  const { mapStack } = await import('../../src/functions/map-stack.ts');
  const copies = Array.from({ length: 21 }, (_, n) => join(folder, `copy-${n}.js`));
  for (const copy of copies) await copyFile(`${file}.map`, `${copy}.map`);
  const stackOf = (path: string) => `    at ${path}:1:29`;
  for (const copy of copies) expect(await mapStack(stackOf(copy))).toBe('    at src/fail.ts:4:9');

  for (const copy of copies) await rm(`${copy}.map`);

  const stacks = await Promise.all(copies.map((copy) => mapStack(stackOf(copy))));
  const [last, ...first] = stacks.toReversed();
  expect(new Set(first)).toEqual(new Set(['    at src/fail.ts:4:9']));
  expect(last).toBe(stackOf(copies[20] ?? ''));
});

test('a message that looks like a call of another file reads nothing', async () => {
  const error = new Error(`failed at ${file}:1:29`);
  const { stack = '' } = error;

  expect(Object(await withSourceStack(error)).stack.split('\n')[0]).toBe(stack.split('\n')[0]);
});

test.each([new DomainError('not_found', 'no'), new Unavailable('cosmos')])(
  'what a caller or a service causes reads no map: %s',
  async (error) => {
    const stack = `Error: no\n    at n (${file}:1:29)`;
    error.stack = stack;

    expect(Object(await withSourceStack(error)).stack).toBe(stack);
  },
);

test.each(['text', undefined, Object.freeze(new Error('frozen'))])('%s stays what it is', async (thrown) => {
  expect(await withSourceStack(thrown)).toBe(thrown);
});
