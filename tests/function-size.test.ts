import { lintFiles } from './support/lint-files.ts';

// Of a closure, everything counts towards the function around it. So the limit of lines is that of
// the longest factory: one that returns an adapter's or a use case's methods. `compose` is a table
// with a line for each use case. Single closures stay below 40 lines without a rule.
const limits = [
  { file: 'src/adapters/sample.ts', complexity: 12, lines: 60 },
  { file: 'src/functions/http/sample.ts', complexity: 12, lines: 60 },
  { file: 'src/domain/sample.ts', complexity: 12, lines: 60 },
  { file: 'cli/ops/sample.ts', complexity: 12, lines: 60 },
  { file: 'src/application/sample.ts', complexity: 13, lines: 60 },
  { file: 'src/composition.ts', complexity: 12, lines: 120 },
];

const repeat = (count: number, line: string): string => `${line}\n`.repeat(count);

/** A function of this cognitive complexity. */
const branching = (complexity: number): string =>
  `export const branch = (n: number): number => {\n${repeat(complexity, 'if (n > 1) n -= 1;')}return n;\n};\n`;

/** A function with this many lines between its braces. */
const long = (lines: number): string =>
  `export const count = (n: number): number => {\n${repeat(lines - 1, 'n += 1;')}return n;\n};\n`;

const lint = async (codeOf: (limit: (typeof limits)[number]) => string): Promise<string[]> => {
  const findings = await lintFiles(new Map(limits.map((limit) => [limit.file, codeOf(limit)])));
  return findings.filter(({ rule }) => rule.includes('noExcessive')).map(({ rule, file }) => `${rule} ${file}`);
};

const inEveryFile = (rule: string): string[] => limits.map(({ file }) => `${rule} ${file}`).toSorted();

test('the linter accepts functions at the limits', async () => {
  expect(await lint(({ complexity, lines }) => `${branching(complexity)}${long(lines)}`)).toEqual([]);
});

test('the linter refuses a function that branches more', async () => {
  const findings = await lint(({ complexity }) => branching(complexity + 1));

  expect(findings.toSorted()).toEqual(inEveryFile('lint/complexity/noExcessiveCognitiveComplexity'));
});

test('the linter refuses a longer function', async () => {
  const findings = await lint(({ lines }) => long(lines + 1));

  expect(findings.toSorted()).toEqual(inEveryFile('lint/complexity/noExcessiveLinesPerFunction'));
});
