import { changesOf, deliveriesOf, type FeedStage, ids, startFeedStage, untilDelivered } from './cosmos-db-fixture.ts';
import { failingHost } from './host-process.ts';

jest.setTimeout(120_000);

let stage: FeedStage;

beforeEach(async () => {
  stage = await startFeedStage();
});

afterEach(() => stage.close());

test('a host that starts again goes on after its last checkpoint', async () => {
  const { launch, write } = stage;
  for (const id of ids('a', 6)) await write(id);
  const first = await launch();
  await untilDelivered(first, ids('a', 6));
  expect(await first.stop()).toBe(0);
  await write('b');

  const second = await launch();
  await untilDelivered(second, ['b']);

  expect(changesOf(second)).toEqual([['b', 0]]);
});

test('by default, only changes from the start of the host on are delivered', async () => {
  const { launch, writeAt, write } = stage;
  await writeAt(new Date(Date.now() - 60_000), 'old');
  const host = await launch({ options: { startFromBeginning: false } });
  for (const id of ids('new', 6)) await write(id);
  await untilDelivered(host, ids('new', 6));

  expect(changesOf(host).map(([id]) => id)).not.toContain('old');
});

test('without startFromBeginning, a host has no checkpoint until the first change, and forgets when it stops', async () => {
  const { launch, writeAt, write } = stage;
  const options = { startFromBeginning: false };
  const first = await launch({ options });
  expect(await first.stop()).toBe(0);
  await writeAt(new Date(Date.now() - 5000), 'meanwhile');

  const second = await launch({ options });
  for (const id of ids('new', 6)) await write(id);
  await untilDelivered(second, ids('new', 6));

  expect(changesOf(second)).toHaveLength(6);
});

test('startFromTime skips what was written up to then', async () => {
  const { launch, writeAt } = stage;
  const startFromTime = '2026-02-16T14:19:29Z';
  for (const id of ids('old', 6)) await writeAt(new Date(startFromTime), id);
  for (const id of ids('new', 6)) await writeAt(new Date('2026-02-16T14:19:30Z'), id);

  const host = await launch({ options: { startFromBeginning: false, startFromTime } });
  await untilDelivered(host, ids('new', 6));

  expect(changesOf(host)).toHaveLength(6);
});

test('an invocation gets at most maxItemsPerInvocation documents', async () => {
  const { launch, write } = stage;
  for (const id of ids('a', 10)) await write(id, 0, 'p');

  const host = await launch({ options: { maxItemsPerInvocation: 4 } });
  await untilDelivered(host, ids('a', 10));

  expect(deliveriesOf(host).map(({ changes }) => changes.length)).toEqual([4, 4, 2]);
});

test('the function is listed under /admin, and runs by hand with documents as input', async () => {
  const { launch } = stage;
  const host = await launch();

  const listed = await (await fetch(`${host.url}/admin/functions`)).json();
  expect(listed).toMatchObject([{ name: 'watch', config: { bindings: [{ type: 'cosmosDBTrigger' }] } }]);
  const run = (input: string) =>
    fetch(`${host.url}/admin/functions/watch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input }),
    });
  expect((await run('[{"id":"by hand","n":1}]')).status).toBe(202);
  await untilDelivered(host, ['by hand']);
  await run('{}');
  await host.line(/the input is not a JSON array of documents/);
});

test('a disabled function reads nothing', async () => {
  const { launch, leases, write } = stage;
  await write('a');
  const host = await launch({ env: { AzureWebJobs_watch_Disabled: 'true' } });
  await host.line(/cosmosDBTrigger shop\/things \(disabled\)/);
  expect(await host.stop()).toBe(0);

  expect(deliveriesOf(host)).toEqual([]);
  expect((await leases.items.readAll().fetchAll()).resources).toEqual([]);
});

test('settings that cannot work are reported together, and the host does not start', async () => {
  const main = `
    app.cosmosDB('one', { connection: 'Nowhere', databaseName: 'shop', containerName: '%NAME%', handler: () => {} });
    app.cosmosDB('two', {
      connection: 'Cosmos', databaseName: 'shop', containerName: 'leases', startFromBeginning: true,
      startFromTime: 'soon', changeFeedMode: 'AllVersionsAndDeletes', leaseRenewInterval: 60000, handler: () => {},
    });`;

  const { code, output } = await failingHost({ main, env: { Cosmos: stage.connectionString } });

  expect(code).toBe(1);
  expect(output).toContain('one: the connection Nowhere is missing: set Nowhere, or Nowhere__accountEndpoint');
  expect(output).toContain('one: the setting NAME is missing');
  expect(output).toContain('two: the leases cannot be in the container whose changes are read');
  expect(output).toContain('two: only one of startFromBeginning and startFromTime can be set');
  expect(output).toContain('two: startFromTime must be a time such as 2026-02-16T14:19:29Z, not "soon"');
  expect(output).toContain('two: changeFeedMode AllVersionsAndDeletes is not supported by this host');
  expect(output).toContain('two: leaseRenewInterval must be shorter than leaseExpirationInterval');
});
