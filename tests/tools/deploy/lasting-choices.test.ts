import { deployHarness, lineOf, there } from './deploy-harness.ts';
import type { Answers, Call } from './fake-programs.ts';

const { run } = deployHarness();

const plans = (tier: string, name = 'hearth-plan-abcd2345'): Answers => ({
  ...there([]),
  'az functionapp plan list': [{ out: JSON.stringify([{ name, tier }]) }],
});
const accounts = (account: object, name = 'hearth-abcd2345'): Answers => ({
  ...there([]),
  'az cosmosdb list': [{ out: JSON.stringify([{ name, ...account }]) }],
});
const serverless = { mode: null, capacity: 'serverless', capabilities: ['EnableServerless'] };
const shared = { mode: null, capacity: null, capabilities: [] };

const env = (more: Readonly<Record<string, string>> = {}) => ({ env: { ISSUER: 'https://issuer.example', ...more } });
const deployments = (calls: readonly Call[]) => calls.filter((call) => lineOf(call).startsWith('az deployment')).length;

test.each([
  ['premium', 'flex', plans('ElasticPremium'), { HEARTH_HOSTING: 'flex' }],
  ['flex', 'premium', plans('FlexConsumption'), {}],
])('hosting that is %s does not become %s', async (is, becomes, answers, more) => {
  const { outcome, calls } = await run(answers, env(more));

  expect(outcome).toMatch(`is ${is}, and HEARTH_HOSTING would make it ${becomes}, which no deployment can do.`);
  expect(outcome).toMatch(`Set HEARTH_HOSTING=${is}, or deploy a second shop with another --name`);
  expect(deployments(calls)).toBe(0);
});

test.each([
  ['serverless', 'autoscale', serverless],
  ['serverless', 'autoscalePerContainer', serverless],
  ['autoscale', 'serverless', shared],
  ['autoscale', 'autoscalePerContainer', { ...shared, capacity: 'autoscale' }],
  ['autoscalePerContainer', 'autoscale', { ...shared, capacity: 'autoscalePerContainer' }],
  ['autoscalePerContainer', 'serverless', { ...shared, capacity: 'serverless' }],
  ['autoscalePerContainer', 'serverless', { ...serverless, mode: 'Provisioned' }],
])('a database that is %s does not become %s', async (is, becomes, account) => {
  const { outcome, calls } = await run(accounts(account), env({ HEARTH_COSMOS_CAPACITY: becomes }));

  expect(outcome).toMatch(`is ${is}, and HEARTH_COSMOS_CAPACITY would make it ${becomes}`);
  expect(outcome).toMatch(/docs\/deploy\.md/);
  expect(deployments(calls)).toBe(0);
});

test.each([
  ['hosting that stays', plans('ElasticPremium'), {}],
  ['a database that stays', accounts(serverless), {}],
  ['a database from before the tag', accounts(shared), { HEARTH_COSMOS_CAPACITY: 'autoscale' }],
  [
    'a database that was changed by hand',
    accounts({ ...shared, capacity: 'serverless' }),
    { HEARTH_COSMOS_CAPACITY: 'autoscalePerContainer' },
  ],
  ['the plan of another shop', plans('FlexConsumption', 'lamp-plan-abcd2345'), {}],
  ['the database of another shop', accounts(shared, 'lamp-abcd2345'), {}],
])('%s is deployed to', async (_, answers, more) => {
  const { outcome, calls } = await run(answers, env(more));

  expect(outcome).toBe('done');
  expect(deployments(calls)).toBe(2);
});

test('what is deployed and cannot be read fails the deployment before it changes anything', async () => {
  const { outcome, calls } = await run({ ...there([]), 'az cosmosdb list': [{ code: 3 }] });

  expect(outcome).toMatch(/az cosmosdb list .* failed with 3/);
  expect(deployments(calls)).toBe(0);
});
