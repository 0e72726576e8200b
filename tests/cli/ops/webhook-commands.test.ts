import { expectToFitOnScreen } from './expect-to-fit-on-screen.ts';
import { runCommand } from './run-command.ts';

const names = ['list', 'add', 'test', 'rotate', 'enable', 'disable', 'remove', 'deliveries', 'retry'];

test.each([...names.map((name) => ['webhooks', name]), ['events']])('%s %s explains itself', async (...args) => {
  const { code, stdout } = await runCommand([...args, '--help']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples:\n {2}npx hearth ops /);
  expect(stdout).toMatch(/exit codes: npx hearth ops help common\n/);
  expectToFitOnScreen(stdout);
});

test('webhooks names its commands', async () => {
  const { code, stdout } = await runCommand(['webhooks', '--help']);

  expect(code).toBe(0);
  for (const name of names) expect(stdout).toMatch(new RegExp(`\\n  ${name} `));
});

test('a command of webhooks that there is not is a mistake, as a document if one is asked for', async () => {
  const { code, stdout } = await runCommand(['webhooks', 'destroy', '--json']);

  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 2, message: expect.stringMatching(/choose one of list/) } });
});

test.each(['test', 'rotate', 'enable', 'disable', 'remove', 'deliveries'])('%s needs an endpoint', async (name) => {
  expect((await runCommand(['webhooks', name])).code).toBe(2);
});
