import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BicepServer, startBicepServer } from '../../tools/infra/bicep-server.ts';
import { allRules } from './all-rules.ts';
import { copyParts, type Estate, estateIn } from './estate.ts';
import { ROOT } from './registered-triggers.ts';

// What `npm run infra` runs: each rule on the templates as they are.

jest.setTimeout(300_000);

let bicep: BicepServer;
let folder: string;
let estate: Estate;

beforeAll(async () => {
  bicep = startBicepServer(process.env.HEARTH_BICEP ?? 'bicep');
  folder = await mkdtemp(join(tmpdir(), 'hearth-infra-'));
  await copyParts(ROOT, folder);
  estate = estateIn(folder, bicep);
});

afterAll(async () => {
  const resources: Record<string, number> = {};
  for (const variant of ['public', 'private', 'consumption', 'keyless'] as const) {
    resources[variant] = (await estate.deployment(variant)).resources.length;
  }
  if (process.env.HEARTH_INFRA_COUNTS) await writeFile(process.env.HEARTH_INFRA_COUNTS, JSON.stringify({ resources }));
  bicep.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each(allRules.map((rule) => [rule.name, rule] as const))('%s', async (_, rule) => {
  await rule.check(estate);
});
