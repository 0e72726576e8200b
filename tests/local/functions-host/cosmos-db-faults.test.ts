import { changesOf, type FeedStage, ids, startFeedStage, untilDelivered } from './cosmos-db-fixture.ts';
import type { HostProcess } from './host-process.ts';

jest.setTimeout(120_000);

let stage: FeedStage;

beforeEach(async () => {
  stage = await startFeedStage();
});

afterEach(() => stage.close());

const linesWith = (host: HostProcess, text: string): string[] => host.lines.filter((line) => line.includes(text));

const answer = "app.get('hello', { handler: () => ({ body: 'hello' }) });";

test('a host stops at once while Cosmos DB does not answer', async () => {
  const { launch, faults } = stage;
  faults.set({ rules: [{ status: 'delay', delayMs: 20_000, operations: ['changeFeed', 'metadata', 'query'] }] });
  const host = await launch();

  const begun = performance.now();
  expect(await host.stop()).toBe(0);

  expect(performance.now() - begun).toBeLessThan(9_000);
});

test('changes are delivered although requests fail and answers get lost', async () => {
  const { launch, faults, write } = stage;
  faults.set({
    rules: [
      { status: 503, rate: 0.2, container: 'things', operations: ['changeFeed'] },
      { status: 429, rate: 0.2, container: 'things', operations: ['changeFeed'] },
      { status: 'drop', rate: 0.2, container: 'leases', applied: 'after' },
    ],
    seed: 7,
  });
  const host = await launch({ options: { maxItemsPerInvocation: 5 } });
  for (const id of ids('a', 60)) await write(id);
  await untilDelivered(host, ids('a', 60));

  const { struck } = faults.get();
  expect(struck).toBeGreaterThan(5);
  expect(await host.stop()).toBe(0);
});

test('an outage is logged once, and its end too; the rest of the app runs', async () => {
  const { launch, faults, write } = stage;
  faults.set({ rules: [{ status: 503, count: 3 }] });
  const host = await launch({ more: answer });
  await host.line(/Reading the changes of shop\/things failed, trying again/);
  expect(await (await fetch(`${host.url}/api/hello`)).text()).toBe('hello');
  const status = await (await fetch(`${host.url}/admin/functions/watch/status`)).json();
  expect(status).toEqual({ errors: [expect.any(String)] });

  await host.line(/Reading the changes of shop\/things works again/);
  await write('a');
  await untilDelivered(host, ['a']);

  expect(faults.get().struck).toBe(3);
  expect(linesWith(host, 'trying again')).toHaveLength(1);
  expect(await (await fetch(`${host.url}/admin/functions/watch/status`)).json()).toEqual({});
});

test('a checkpoint that fails is written again, and its changes do not come twice', async () => {
  const { launch, faults, write } = stage;
  const options = { leaseExpirationInterval: 60_000 };
  const host = await launch({ options });
  await write('a');
  await untilDelivered(host, ['a']);
  faults.set({ rules: [{ status: 503, count: 8, container: 'leases', operations: ['replace'] }] });
  await write('b');
  await untilDelivered(host, ['b']);
  await host.line(/works again/);
  await host.stop();

  const next = await launch();
  await write('c');
  await untilDelivered(next, ['c']);

  expect(changesOf(host).map(([id]) => id)).toEqual(['a', 'b']);
  expect(changesOf(next).map(([id]) => id)).toEqual(['c']);
});

test('a missing container of leases is named until it exists', async () => {
  const { launch, client, leases, write } = stage;
  await leases.delete();
  await write('a');
  const host = await launch();
  await host.line(/The lease container shop\/leases does not exist: create it, or set createLeaseContainerIfNotExists/);

  await client.database('shop').containers.create({ id: 'leases', partitionKey: { paths: ['/id'] } });
  await untilDelivered(host, ['a']);
});

test('a missing container of leases is created if the function says so', async () => {
  const { launch, leases, write } = stage;
  await leases.delete();
  await write('a');

  const host = await launch({ options: { createLeaseContainerIfNotExists: true } });
  await untilDelivered(host, ['a']);

  expect((await leases.read()).resource?.partitionKey?.paths).toEqual(['/id']);
});

test('a missing source container is named until it exists', async () => {
  const { launch, client, things, write } = stage;
  await things.delete();
  const host = await launch();
  await host.line(/The container shop\/things does not exist/);

  await client.database('shop').containers.create({ id: 'things', partitionKey: { paths: ['/pk'] } });
  await write('a');
  await untilDelivered(host, ['a']);
});

test('a container that was deleted and created again is read from its beginning', async () => {
  const { launch, client, things, write } = stage;
  await write('a');
  const host = await launch();
  await untilDelivered(host, ['a']);

  await things.delete();
  await client.database('shop').containers.create({ id: 'things', partitionKey: { paths: ['/pk'] } });
  await write('b');
  await untilDelivered(host, ['b']);
});

test('a server that was restarted without its data is read from its beginning', async () => {
  const { launch, write, restart } = stage;
  for (const id of ids('a', 5)) await write(id);
  const host = await launch();
  await untilDelivered(host, ids('a', 5));

  await restart();
  await write('b');
  await untilDelivered(host, ['b']);
});
