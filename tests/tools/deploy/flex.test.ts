import { type Changes, deployHarness, lineOf, PACKAGE, there } from './deploy-harness.ts';
import type { Answers, Call } from './fake-programs.ts';

const { outputs, run } = deployHarness();

const infra = 'az deployment group create --resource-group shop --name hearth --';
const publishing = 'az functionapp deployment source config-zip';
const flex = (changed: Answers = {}, changes: Changes = {}) =>
  run(
    { [infra]: [{ out: outputs('', 'flex') }], ...changed },
    { env: { ISSUER: 'https://issuer.example', HEARTH_HOSTING: 'flex' }, programs: ['az'], ...changes },
  );

test('the SCM site takes the package with the token of az, and func is not asked for', async () => {
  const { outcome, calls } = await flex();
  const lines = calls.map(lineOf);

  expect(outcome).toBe('done');
  expect(lines.filter((line) => line.startsWith(publishing))).toEqual([
    `${publishing} --resource-group shop --name hearth-app --src ${PACKAGE} --build-remote false --output none`,
  ]);
  expect(lines.filter((line) => /appsettings|restart|storage blob|get-access-token/.test(line))).toEqual([]);
  expect(lines.at(-1)).toContain('events.bicepparam');
});

test('the permission of the app for its container may take a while', async () => {
  const { outcome, calls } = await flex({ [publishing]: [{ code: 1 }, {}] });

  expect(outcome).toBe('done');
  expect(calls.map(lineOf).filter((line) => line.startsWith(publishing))).toHaveLength(2);
});

test('a package that is not taken fails the deployment, and no events are subscribed to', async () => {
  const { outcome, calls } = await flex({ [publishing]: [{ code: 1 }] }, { patience: { limitMs: 0, pauseMs: 1 } });

  expect(outcome).toMatch(/config-zip .* failed with 1/);
  expect(calls.map(lineOf).filter((line) => line.includes('hearth-events'))).toEqual([]);
});

test('its host storage is keyless, whatever HEARTH_HOST_STORAGE says', async () => {
  const accounts = [{ name: 'hearthhostabcd2345', allowSharedKeyAccess: false }];
  const env = { ISSUER: 'https://issuer.example', HEARTH_HOSTING: 'flex', HEARTH_HOST_STORAGE: 'keyed' };
  expect((await flex(there(accounts), { env })).outcome).toBe('done');
});

test('a template that does not say how to publish fails the deployment', async () => {
  const { hosting: _, ...others } = JSON.parse(outputs());
  const { outcome } = await flex({ [infra]: [{ out: JSON.stringify(others) }] });
  expect(outcome).toMatch('The deployment has no output hosting');
});

const apps = 'az functionapp list --resource-group shop';
const waiting = (failures: number, there: readonly string[]): Answers => ({
  [infra]: [...Array.from({ length: failures }, () => ({ code: 1 })), { out: outputs('', 'flex') }],
  'az deployment operation group list': [{ out: '["gatewayKey-abc123"]' }],
  [apps]: [{ out: JSON.stringify(there) }],
});

/** The names of the apps that got the package, and `infra` for each deployment, in order. */
const orderOf = (calls: readonly Call[]): readonly string[] =>
  calls.map(lineOf).flatMap((line) => {
    if (line.startsWith(infra)) return ['infra'];
    return line.startsWith(publishing) ? [/--name (\S+)/.exec(line)?.[1] ?? ''] : [];
  });

test('a host that has no keys before it has code gets the code first', async () => {
  const { outcome, calls } = await flex(waiting(1, ['lamp-abcd2345', 'hearth-abcd2345']));

  expect(outcome).toBe('done');
  expect(orderOf(calls)).toEqual(['infra', 'hearth-abcd2345', 'infra', 'hearth-app']);
});

test('a host that still has no keys with code is waited for, and gets the code no more', async () => {
  const { outcome, calls } = await flex(waiting(2, ['hearth-abcd2345']));

  expect(outcome).toBe('done');
  expect(orderOf(calls)).toEqual(['infra', 'hearth-abcd2345', 'infra', 'infra', 'hearth-app']);
});

test('if there is no app to publish to, the host is only waited for', async () => {
  const { outcome, calls } = await flex(waiting(1, ['lamp-abcd2345']));

  expect(outcome).toBe('done');
  expect(orderOf(calls)).toEqual(['infra', 'infra', 'hearth-app']);
});
