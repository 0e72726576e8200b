import { lintFiles } from './support/lint-files.ts';
import { sourcesIn } from './support/sources-in.ts';

const folders = ['src/domain', 'local/cosmos', 'cli/client', 'tools/openapi', 'tests/support'];

/** What the linter reports of this code in each of the folders. */
const lintEverywhere = async (code: string): Promise<string[]> => {
  const findings = await lintFiles(new Map(folders.map((folder) => [`${folder}/sample.ts`, code])));
  return findings.map(({ rule, file }) => `${rule} ${file}`).toSorted();
};

const inEveryFolder = (rule: string): string[] => folders.map((folder) => `${rule} ${folder}/sample.ts`).toSorted();

test.each([
  'export function add(a: number, b: number): number { return a + b; }',
  'export async function load(): Promise<void> {}',
  'export function fail(): never { throw new Error(); }',
  'export const outer = () => { function inner(): number { return 1; } return inner(); };',
])('the linter refuses %s', async (code) => {
  expect(await lintEverywhere(code)).toEqual(inEveryFolder('plugin'));
});

test('the linter refuses an interface', async () => {
  const code = 'export interface Point { x: number }';
  expect(await lintEverywhere(code)).toEqual(inEveryFolder('lint/style/useConsistentTypeDefinitions'));
});

test("the linter refuses jest's other name for a test", async () => {
  const code = "it('adds', () => {}); describe('sum', () => { it('adds up', () => {}); });";
  const rule = 'lint/style/useConsistentTestIt';
  expect(await lintEverywhere(code)).toEqual(inEveryFolder(rule).flatMap((finding) => [finding, finding]));
});

test.each([
  'export const add = (a: number, b: number): number => a + b;',
  'export type Point = { x: number };',
  'export function* count(): Generator<number> { yield 1; }',
  'export async function* count(): AsyncGenerator<number> { yield 1; }',
  'export function assertText(value: unknown): asserts value is string { if (!value) throw new Error(); }',
  'export function assertTrue(value: unknown): asserts value { if (!value) throw new Error(); }',
  'export function read(key: string): string;\nexport function read(key: number): number;\nexport function read(key: unknown): unknown { return key; }',
])('the linter accepts %s', async (code) => {
  expect(await lintEverywhere(code)).toEqual([]);
});

test('no comment is wider than 100 columns', () => {
  const isWideComment = (line: string): boolean => line.length > 100 && /^\s*(?:\/\/|\*|\/\*\*)/.test(line);
  const wide = ['src', 'cli', 'local', 'tools', 'tests']
    .flatMap((folder) => sourcesIn(folder))
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line, n) => (isWideComment(line) ? [`${file}:${n + 1}`] : [])),
    );

  expect(wide).toEqual([]);
});
