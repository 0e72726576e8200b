import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
});

afterAll(() => rm(folder, { recursive: true }));

const mapped = async (...calls: readonly string[]): Promise<unknown> => {
  const error = new Error('no');
  error.stack = ['Error: no', ...calls.map((call) => `    at ${call}`)].join('\n');
  return Object(await withSourceStack(error)).stack;
};

test('a stack names files of src instead of those of the bundle', async () => {
  const url = pathToFileURL(file);

  expect(await mapped(`n (${url}:1:29)`, `async ${file}:1:29`, 'node:internal/process:95:5')).toBe(
    [
      'Error: no',
      '    at n (src/fail.ts:4:9)',
      '    at async src/fail.ts:4:9',
      '    at node:internal/process:95:5',
    ].join('\n'),
  );
});

test.each(['none.js', 'broken.js'])('what has no map that can be read stays as it is: %s', async (name) => {
  const call = `n (${join(folder, name)}:1:29)`;

  expect(await mapped(call)).toBe(`Error: no\n    at ${call}`);
});

test('a message that looks like a call of another file reads nothing', async () => {
  const error = new Error(`${file}:1:29`);
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
