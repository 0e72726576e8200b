import definitions from '../../../local/cosmos/containers.json' with { type: 'json' };
import type { AnsweredRequest } from '../../../local/cosmos/observe.ts';
import { cosmosChanges } from '../../../src/adapters/cosmos/cosmos-changes.ts';
import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { orderReader } from '../../../src/adapters/cosmos/order-reader.ts';
import type { Events } from '../../../src/application/ports/events.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

const COUNT = 500;
/** The most documents in one page of each range. */
const PAGE = 2 * 10;

const SINCE = '2026-03-01T12:00:00.000Z';
const subject = sampleEvent().subject;

let answers: AnsweredRequest[] = [];
let cosmos: CosmosForTests;
let events: Events;
let listed: (from: string, to: string) => Promise<void>;

const drain = async (stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of stream) {
    // Only what it reads matters here.
  }
};

beforeAll(async () => {
  cosmos = await startCosmosForTests({ onAnswer: (answer) => answers.push(answer) });
  const database = await cosmos.connect();
  events = cosmosEvents(database.container('events'));
  const changes = cosmosChanges(database.container('orders'), orderReader);
  listed = (from, to) => drain(changes.list(from, to));
  for (let n = 0; n < COUNT; n += 1) {
    const event = sampleEvent({ time: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString() });
    // A tenth is about one product.
    await events.createPaid(n % 10 === 0 ? { ...event, subject } : event);
  }
  await events.create([sampleEvent()], SINCE);
});

afterAll(() => cosmos.close());

/** How many documents the service read. */
const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
  answers = [];
  await work();
  return answers.reduce((sum, { read }) => sum + read, 0);
};

test.each([
  ['all events', PAGE, () => events.list({ limit: 10 })],
  ['all events, further on', PAGE, () => events.list({ limit: 10, before: '2026-03-01T00:01' })],
  ['events of a type', PAGE, () => events.list({ limit: 10, type: 'product.changed' })],
  ['events of a type that never happened', 0, () => events.list({ limit: 10, type: 'order.placed' })],
  ['events of a subject', 10, () => events.list({ limit: 10, subject })],
  ['events whose fan-out is due', 2, () => drain(events.listDue([{ after: '2026', until: '2027' }]))],
  ['which of the ids are there', 1, () => events.findExisting([sampleEvent().id])],
])('%s: at most %i documents are read, however many there are', async (_, most, run) => {
  expect(await readsOf(run)).toBeLessThanOrEqual(most);
});

test('a time without changes costs no documents', async () => {
  expect(await readsOf(() => listed('2020-01-01T00:00:00.000Z', '2020-01-02T00:00:00.000Z'))).toBe(0);
});

test('a path that no query asks for is not indexed: it would cost every write', () => {
  const { indexingPolicy } = definitions.containers.find(({ id }) => id === 'events') ?? {};

  expect(indexingPolicy?.includedPaths.map(({ path }) => path)).toEqual(['/sortKey/?', '/dueSince/?']);
});
