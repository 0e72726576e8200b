import { lintFiles } from './support/lint-files.ts';

const folders = ['src/domain', 'local/cosmos', 'cli/client', 'tools/openapi', 'tests/support', '.'];

const importA = "import { a } from './a.EXT';\nexport const b = () => a;\n";

/** The contents of a.EXT and b.EXT. */
type Pair = readonly [a: string, b: string];

const valueCycle: Pair = ["import { b } from './b.EXT';\nexport const a = () => b;\n", importA];

const cycles: Record<string, Pair> = {
  'of values': valueCycle,
  'of types': [
    "import type { B } from './b.EXT';\nexport type A = { b?: B };\n",
    "import type { A } from './a.EXT';\nexport type B = { a?: A };\n",
  ],
  'of a value and a type': [
    "import { b } from './b.EXT';\nexport type A = typeof b;\n",
    "import type { A } from './a.EXT';\nexport const b = (a: A): A => a;\n",
  ],
  'with a lazy import': ["export const a = () => import('./b.EXT');\n", importA],
  'with a re-export': ["export { b } from './b.EXT';\nexport const a = 1;\n", importA],
};

const oneWay: Pair = ["import { b } from './b.EXT';\nexport const a = () => b;\n", 'export const b = 1;\n'];

/** Files of one place that the cycle rule reports. */
const findCycles = async (folder: string, extension: string, [a, b]: Pair): Promise<string[]> => {
  const path = (name: string): string => `${folder === '.' ? '' : `${folder}/`}${name}.${extension}`;
  const withExtension = (code: string): string => code.replaceAll('EXT', extension);
  const findings = await lintFiles(
    new Map([
      [path('a'), withExtension(a)],
      [path('b'), withExtension(b)],
    ]),
  );
  return findings.filter(({ rule }) => rule === 'lint/suspicious/noImportCycles').map(({ file }) => file);
};

test.each(Object.entries(cycles))('the linter refuses a cycle %s', async (_kind, files) => {
  expect(await findCycles('src/domain', 'ts', files)).toEqual(['src/domain/a.ts', 'src/domain/b.ts']);
});

test.each(folders)('the linter refuses cycles in %s', async (folder) => {
  expect(await findCycles(folder, folder === '.' ? 'mjs' : 'ts', valueCycle)).toHaveLength(2);
});

test('the linter accepts files that import in one direction', async () => {
  expect(await findCycles('src/domain', 'ts', oneWay)).toEqual([]);
});
