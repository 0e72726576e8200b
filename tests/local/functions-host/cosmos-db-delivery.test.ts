import { changesOf, deliveriesOf, type FeedStage, ids, startFeedStage, untilDelivered } from './cosmos-db-fixture.ts';

jest.setTimeout(120_000);

let stage: FeedStage;

beforeEach(async () => {
  stage = await startFeedStage();
});

afterEach(() => stage.close());

test('a function gets inserts and updates as documents, in the order of writes within a range', async () => {
  const { launch, write } = stage;
  for (const id of ids('a', 6)) await write(id, 1);
  const host = await launch();
  await untilDelivered(host, ids('a', 6));

  await write('a3', 2);
  await write('b', 1);
  await untilDelivered(host, ['b']);

  for (const { lsns } of deliveriesOf(host)) expect(lsns).toEqual(lsns.toSorted((one, other) => one - other));
  const changes = changesOf(host);
  expect(changes).toContainEqual(['a3', 2]);
  expect(changes).toHaveLength(8);
  expect(await host.stop()).toBe(0);
});
