import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BicepServer, startBicepServer } from '../../tools/infra/bicep-server.ts';
import { type ExpressionChecker, startExpressionChecker } from '../../tools/infra/expression-checker.ts';
import { allMutations } from './all-mutations.ts';
import { allRules } from './all-rules.ts';
import { copyParts, estateIn } from './estate.ts';
import type { Mutation } from './mutation.ts';
import { ROOT } from './registered-triggers.ts';

// `npm run infra -- --mutate` runs this: every rule notices what it is there for.

jest.setTimeout(300_000);

const checker: readonly string[] = JSON.parse(process.env.HEARTH_EXPRESSIONS ?? '[]');

/** Only mutations whose rule or file has this in its name. */
const some = process.env.HEARTH_MUTATE ?? '';

let bicep: BicepServer;
let expressions: ExpressionChecker | undefined;
let folder: string;

beforeAll(async () => {
  bicep = startBicepServer(process.env.HEARTH_BICEP ?? 'bicep');
  if (checker.length > 0) expressions = startExpressionChecker(checker);
  folder = await mkdtemp(join(tmpdir(), 'hearth-mutations-'));
});

afterAll(async () => {
  bicep.stop();
  expressions?.stop();
  await rm(folder, { recursive: true, force: true });
});

const broken = async (index: number, { file, find, replace, all }: Mutation): Promise<string> => {
  const copy = join(folder, String(index));
  await copyParts(ROOT, copy);
  const path = join(copy, 'infra', file);
  const text = await readFile(path, 'utf8');
  const found = text.split(find).length - 1;
  if (all ? found === 0 : found !== 1) throw new Error(`"${find}" is ${found} times in ${file}`);
  await writeFile(
    path,
    text.replaceAll(find, () => replace),
  );
  return copy;
};

test('every rule has a mutation', () => {
  const broken = new Set(allMutations.map(({ rule }) => rule));
  expect(allRules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

for (const [index, mutation] of allMutations.entries()) {
  const rule = allRules.find(({ name }) => name === mutation.rule);
  if (!rule) throw new Error(`There is no rule "${mutation.rule}".`);
  const runs = (!rule.needsDotnet || checker.length > 0) && (rule.name.includes(some) || mutation.file.includes(some));
  (runs ? test : test.skip)(`${rule.name} <- ${mutation.file} #${index}`, async () => {
    const estate = estateIn(await broken(index, mutation), bicep, expressions);
    const seen = await rule.check(estate).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    // A mutation that no longer compiles proves nothing about the rule.
    expect(seen).not.toMatch(/^nothing$|BCP\d+|does not compile/);
  });
}
