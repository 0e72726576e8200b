import { setTimeout as pause } from 'node:timers/promises';
import { changesOf, type FeedStage, ids, startFeedStage, untilDelivered } from './cosmos-db-fixture.ts';
import type { HostProcess } from './host-process.ts';

jest.setTimeout(120_000);

let stage: FeedStage;

beforeEach(async () => {
  stage = await startFeedStage(4);
});

afterEach(() => stage.close());

const owners = async (): Promise<string[]> => {
  const query = 'SELECT VALUE c.Owner FROM c WHERE IS_STRING(c.Owner)';
  return (await stage.leases.items.query<string>(query).fetchAll()).resources;
};

/** Resolves once the leases are held by so many hosts, each with so many. */
const untilShared = async (...counts: readonly number[]): Promise<string[]> => {
  for (;;) {
    const all = await owners();
    const each = [...new Set(all)].map((owner) => all.filter((other) => other === owner).length);
    if (JSON.stringify(each.toSorted()) === JSON.stringify(counts)) return [...new Set(all)];
    await pause(50);
  }
};

const seenBy = (...hosts: readonly HostProcess[]): string[] =>
  hosts.flatMap((host) => changesOf(host).map(([id]) => id));

test('two hosts share the ranges, and every change is delivered', async () => {
  const { launch, write } = stage;
  const options = { leaseExpirationInterval: 60_000 };
  const one = await launch({ options });
  await untilShared(4);
  const other = await launch({ options });
  await untilShared(2, 2);

  for (const id of ids('a', 40)) await write(id);
  // A change comes twice if its lease is just changing hands.
  const seen = () => [...new Set(seenBy(one, other))].toSorted();
  while (seen().length < 40) await pause(50);

  expect(seen()).toEqual(ids('a', 40).toSorted());
  expect(seenBy(one).length).toBeGreaterThan(5);
  expect(seenBy(other).length).toBeGreaterThan(5);
});

test('a host that stops releases its leases, so that the other one takes them before they expire', async () => {
  const { launch, write } = stage;
  const options = { leaseExpirationInterval: 600_000 };
  const one = await launch({ options });
  const other = await launch({ options });
  await untilShared(2, 2);

  expect(await one.stop()).toBe(0);
  for (const id of ids('a', 20)) await write(id);
  await untilDelivered(other, ids('a', 20));

  await untilShared(4);
});

test('the leases of a host that is killed are taken over once they have expired', async () => {
  const { launch, write } = stage;
  const one = await launch();
  const other = await launch();
  await untilShared(2, 2);

  one.signal('SIGKILL');
  await one.ended;
  for (const id of ids('a', 20)) await write(id);
  await untilDelivered(other, ids('a', 20));

  await untilShared(4);
});

test('two functions that share their leases are reported', async () => {
  const options = "{ connection: 'Cosmos', databaseName: 'shop', containerName: 'things', handler: () => {} }";
  const host = await stage.launch({
    main: `app.cosmosDB('one', ${options}); app.cosmosDB('other', ${options});
      app.cosmosDB('third', { ...${options}, leaseContainerPrefix: 'third' });`,
  });

  await host.line(/The functions 'one' and 'other' share their leases: set leaseContainerPrefix/);
  expect(host.lines.join('\n')).not.toContain("'third' share");
});
