import { deployHarness, lineOf, target } from './deploy-harness.ts';
import type { Call } from './fake-programs.ts';

const { outputs, run } = deployHarness();

const infra = 'az deployment group create --resource-group shop --name hearth --';
const operations = 'az deployment operation group list --resource-group shop --name hearth';
const failing = (...names: readonly string[]) => [{ out: JSON.stringify(names) }];

const countOf = (calls: readonly Call[], start: string): number =>
  calls.map(lineOf).filter((line) => line.startsWith(start)).length;

test('a host that has no keys yet is waited for', async () => {
  const { outcome, calls, lines } = await run({
    [infra]: [{ code: 1 }, { code: 1 }, { out: outputs() }],
    [operations]: failing('gatewayKey-abc123'),
  });

  expect(outcome).toBe('done');
  expect(countOf(calls, infra)).toBe(3);
  expect(lines.filter((line) => line.includes('not yet: the host'))).toHaveLength(2);
});

test('a host that never has keys fails the deployment', async () => {
  const { outcome } = await run(
    { [infra]: [{ code: 1 }], [operations]: failing('gatewayKey-abc123') },
    { patience: { limitMs: 0, pauseMs: 1 } },
  );
  expect(outcome).toMatch(/deployment group create.* failed with 1/);
});

test.each([
  ['anything else', failing('gatewayKey-abc123', 'cosmos-def456')],
  ['a deployment that was refused whole', failing()],
  ['a deployment of which nothing is known', [{ code: 3 }]],
])('%s that fails is not repeated', async (_, answer) => {
  const { outcome, calls } = await run({ [infra]: [{ code: 1 }, { out: outputs() }], [operations]: answer });

  expect(outcome).toMatch(/deployment group create.* failed with 1/);
  expect(countOf(calls, infra)).toBe(1);
});

const deleted = (name = 'hearth-abcd2345', group = 'shop') => ({
  'az apim deletedservice list': [
    {
      out: JSON.stringify([
        {
          name,
          location: 'West Europe',
          serviceId: `/subscriptions/s/resourceGroups/${group}/providers/x/service/${name}`,
        },
      ]),
    },
  ],
});
const purge = 'az apim deletedservice purge --service-name hearth-abcd2345 --location westeurope';

test('a deleted gateway that still has the name stops the deployment before it starts', async () => {
  const { outcome, calls } = await run(deleted());

  expect(outcome).toMatch(/hearth-abcd2345 was deleted less than 48 hours ago.*--purge-gateway/);
  expect(countOf(calls, 'az deployment')).toBe(0);
});

test('it is removed for good if that is asked for', async () => {
  const { outcome, calls } = await run(deleted(), { to: { ...target, purgeGateway: true } });

  expect(outcome).toBe('done');
  expect(countOf(calls, purge)).toBe(1);
});

test.each([
  ['of another shop', deleted('lamp-abcd2345')],
  ['of another resource group', deleted('hearth-abcd2345', 'other')],
])('a deleted gateway %s is of no interest', async (_, answer) => {
  const { outcome, calls } = await run(answer, { to: { ...target, purgeGateway: true } });

  expect(outcome).toBe('done');
  expect(countOf(calls, 'az apim deletedservice purge')).toBe(0);
});

test('somebody who may not list deleted gateways can deploy', async () => {
  const { outcome, lines } = await run({ 'az apim deletedservice list': [{ code: 1 }] });

  expect(outcome).toBe('done');
  expect(lines.join('\n')).toMatch('not checked: gateways that were deleted');
});
