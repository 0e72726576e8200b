import { InvocationContext } from '@azure/functions';
import type { Recorded } from '../../../src/application/events/record-changes.ts';
import { changeFeed, type FeedConsumer } from '../../../src/functions/feed/change-feed.ts';
import { recordOrderEventsConsumer } from '../../../src/functions/feed/record-order-events.ts';
import { recordProductEventsConsumer } from '../../../src/functions/feed/record-product-events.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';

const recorded: Recorded = { changes: 2, created: 1, unreadable: 0, oldestSeconds: 3 };

const invoke = async (consumer: FeedConsumer, documents: unknown[]) => {
  const { handler } = changeFeed('recordOrderEvents', 'orders', async () => consumer);
  await handler(documents, new InvocationContext({ invocationId: 'i', functionName: 'recordOrderEvents' }));
};

test.each([
  [
    'orders',
    (log: ReturnType<typeof recordingLog>, record: (documents: readonly unknown[]) => Promise<Recorded>) =>
      recordOrderEventsConsumer({ recordOrderEvents: record, log }),
  ],
  [
    'products',
    (log: ReturnType<typeof recordingLog>, record: (documents: readonly unknown[]) => Promise<Recorded>) =>
      recordProductEventsConsumer({ recordProductEvents: record, log }),
  ],
])('a batch of %s is recorded, and says how far behind it is', async (source, consumerOf) => {
  const log = recordingLog();
  const seen: unknown[] = [];
  const record = async (documents: readonly unknown[]) => {
    seen.push(...documents);
    return recorded;
  };
  await invoke(consumerOf(log, record), [{ id: 'a' }, { id: 'b' }]);

  expect(seen).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect(log.entries).toEqual([{ level: 'info', event: 'events_recorded', fields: { source, ...recorded } }]);
});

test('a batch that fails is a failed invocation, so that the host repeats it', async () => {
  await expect(invoke(() => Promise.reject(new Error('Cosmos DB is down')), [])).rejects.toThrow('Cosmos DB is down');
});

test('the host repeats a failed batch for ever, because after its last attempt it would drop the changes', () => {
  expect(changeFeed('recordOrderEvents', 'orders', async () => async () => {})).toMatchObject({
    retry: { strategy: 'exponentialBackoff', maxRetryCount: -1, maximumInterval: { minutes: 1 } },
  });
});

test('two feeds share the container of leases, but no lease', () => {
  const prefixes = ['recordOrderEvents', 'recordProductEvents'].map(
    (name) => changeFeed(name, 'orders', async () => async () => {}).leaseContainerPrefix,
  );

  expect(new Set(prefixes).size).toBe(2);
});

test('a feed reads from the beginning twice a second, and another host takes over within 35 s', () => {
  expect(changeFeed('recordOrderEvents', 'orders', async () => async () => {})).toMatchObject({
    connection: 'Cosmos',
    databaseName: '%COSMOS_DATABASE%',
    containerName: 'orders',
    leaseContainerName: 'leases',
    startFromBeginning: true,
    feedPollDelay: 500,
    leaseAcquireInterval: 5_000,
    leaseRenewInterval: 10_000,
    leaseExpirationInterval: 30_000,
    retry: { minimumInterval: { seconds: 1 } },
  });
});
