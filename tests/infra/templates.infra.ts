import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BicepServer, startBicepServer } from '../../tools/infra/bicep-server.ts';
import { type ExpressionChecker, startExpressionChecker } from '../../tools/infra/expression-checker.ts';
import { allRules } from './all-rules.ts';
import { copyParts, type Estate, estateIn, type Rule } from './estate.ts';
import { ROOT } from './registered-triggers.ts';

// `npm run infra` runs this: each rule on the templates as they are.

jest.setTimeout(300_000);

/** Empty without a .NET SDK. The rules that need it are then skipped and counted as skipped. */
const checker: readonly string[] = JSON.parse(process.env.HEARTH_EXPRESSIONS ?? '[]');

let bicep: BicepServer;
let expressions: ExpressionChecker | undefined;
let folder: string;
let estate: Estate;

beforeAll(async () => {
  bicep = startBicepServer(process.env.HEARTH_BICEP ?? 'bicep');
  folder = await mkdtemp(join(tmpdir(), 'hearth-infra-'));
  await copyParts(ROOT, folder);
  if (checker.length > 0) expressions = startExpressionChecker(checker);
  estate = estateIn(folder, bicep, expressions);
});

afterAll(async () => {
  const resources: Record<string, number> = {};
  for (const variant of ['public', 'private', 'consumption', 'keyless', 'flex', 'small'] as const) {
    resources[variant] = (await estate.deployment(variant)).resources.length;
  }
  if (process.env.HEARTH_INFRA_COUNTS) await writeFile(process.env.HEARTH_INFRA_COUNTS, JSON.stringify({ resources }));
  bicep.stop();
  expressions?.stop();
  await rm(folder, { recursive: true, force: true });
});

const canRun = ({ needsDotnet }: Rule): boolean => !needsDotnet || checker.length > 0;

for (const rule of allRules) {
  (canRun(rule) ? test : test.skip)(rule.name, () => rule.check(estate));
}
