import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { cosmosWebhookEndpoints } from '../../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import { documentOf } from '../../../src/adapters/cosmos/endpoint-documents.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import { sampleEndpoint } from '../../contracts/webhook-endpoints-contract.ts';
import { toEtag } from '../../support/ids.ts';
import { type Answer, type ScriptedCosmos, startScriptedCosmos } from './scripted-cosmos.ts';

let cosmos: ScriptedCosmos;

beforeAll(async () => {
  cosmos = await startScriptedCosmos();
});

afterAll(() => cosmos.close());

const endpoints = () => cosmosWebhookEndpoints(cosmos.database.container('endpoints'));

const NOT_TRIED = 424;
const batch = (first: number, second: number): Answer => ({
  status: first < 400 && second < 400 ? 200 : 207,
  body: [{ statusCode: first, eTag: '"7"' }, { statusCode: second }],
});

const created = (minute: number) => ({ ...sampleEndpoint(), createdAt: `2026-03-01T12:0${minute}:00.000Z` });
const [first, second, third] = [created(1), created(2), created(3)];
const etag = toEtag('"1"');

/** The counter is there, and all writes until now have this session. */
const counterAt = (sequence: number): Answer => ({
  status: 412,
  headers: { 'x-ms-session-token': `0:1#${sequence}` },
  body: { code: 'PreconditionFailed', message: 'No.' },
});

const page = (sequence: number, ...documents: object[]): Answer => ({
  status: 200,
  headers: { 'x-ms-session-token': `0:1#${sequence}` },
  body: { Documents: documents.map((document) => ({ ...document, _etag: '"1"' })) },
});

/** What the client asks for before each query. It does not need it for these. */
const plan: Answer = { status: 200, body: {} };

test('a list starts with the oldest and leaves out the counter', async () => {
  const counter = { id: 'counter', shop: 'shop', count: 3 };
  cosmos.answer(page(1, documentOf(second), counter, documentOf(third), documentOf(first)));

  expect(await endpoints().list()).toEqual([first, second, third].map((value) => ({ value, etag })));
});

test('endpoints created at the same moment are sorted by id', async () => {
  const twins = [{ ...first, id: second.id }, first];
  const inOrder = twins.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  cosmos.answer(page(1, ...inOrder.toReversed().map(documentOf)));

  expect((await endpoints().list()).map(({ value }) => value)).toEqual(inOrder);
});

test('the latest list is read with the session of the counter, and is unavailable if it lags behind that', async () => {
  cosmos.answer(counterAt(5), page(5, documentOf(first)));
  expect(await endpoints().listLatest()).toEqual([{ value: first, etag }]);
  expect(cosmos.requests().at(-1)).toHaveProperty('x-ms-session-token', '0:1#5');

  cosmos.answer(counterAt(5), page(4, documentOf(first)));
  await expect(endpoints().listLatest()).rejects.toMatchObject({ name: 'Unavailable', dependency: 'cosmos' });
});

test('without a counter there are no endpoints, and no query', async () => {
  cosmos.answer({ status: 404, body: { code: 'NotFound', message: 'Not found.' } });
  expect(await endpoints().listLatest()).toEqual([]);
  expect(cosmos.requests()).toHaveLength(1);
});

test('the latest list is kept while the session stays, and never if there is no session', async () => {
  const kept = endpoints();
  cosmos.answer(counterAt(5), plan, page(5, documentOf(first)), counterAt(5), counterAt(6), plan, page(6));
  expect(await kept.listLatest()).toHaveLength(1);
  expect(await kept.listLatest()).toHaveLength(1);
  expect(await kept.listLatest()).toEqual([]);
  expect(cosmos.requests()).toHaveLength(7);

  const unknown = endpoints();
  const counter = { ...counterAt(0), headers: {} };
  cosmos.answer(counter, plan, page(1, documentOf(first)), counter, plan, page(1));
  expect(await unknown.listLatest()).toHaveLength(1);
  expect(await unknown.listLatest()).toEqual([]);
});

test.each([
  [201, 200, { value: first, etag: '"7"' }],
  [409, NOT_TRIED, 'exists'],
  [NOT_TRIED, 412, 'full'],
])('an endpoint whose creation is answered with %i and %i', async (one, two, expected) => {
  cosmos.answer(batch(one, two));
  expect(await endpoints().create(first)).toEqual(expected);
});

test('without a counter, the counter is created first', async () => {
  cosmos.answer(batch(NOT_TRIED, 404), { status: 409, body: { code: 'Conflict', message: 'No.' } }, batch(201, 200));
  expect(await endpoints().create(first)).toMatchObject({ value: first });
});

test.each([
  [200, 200, 'removed'],
  [404, NOT_TRIED, 'stale'],
  [412, NOT_TRIED, 'stale'],
])('an endpoint whose removal is answered with %i and %i is %s', async (one, two, expected) => {
  cosmos.answer(batch(one, two));
  expect(await endpoints().remove(first.id, etag)).toBe(expected);
});

test.each([
  [400, NOT_TRIED],
  [NOT_TRIED, 404],
  [NOT_TRIED, 412],
])('a removal that is answered with %i and %i is a fault', async (one, two) => {
  cosmos.answer(batch(one, two));
  await expect(endpoints().remove(first.id, etag)).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
});

test.each([
  [400, NOT_TRIED],
  [NOT_TRIED, 409],
])('a creation that is answered with %i and %i is a fault', async (one, two) => {
  cosmos.answer(batch(one, two));
  await expect(endpoints().create(first)).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
});

test.each([
  [409, 'exists'],
  [201, 'created'],
])('events whose creation is answered with %i are %s', async (status, expected) => {
  const events = cosmosEvents(cosmos.database.container('events'));
  cosmos.answer({ status: status < 400 ? 200 : 207, body: [{ statusCode: status }] });
  expect(await events.create([sampleEvent()], '2026-03-01T12:00:00.000Z')).toBe(expected);
});

test('if creating events fails for another reason, that is a fault', async () => {
  const events = cosmosEvents(cosmos.database.container('events'));
  cosmos.answer({ status: 207, body: [{ statusCode: 400 }] });
  await expect(events.create([sampleEvent()], '2026-03-01T12:00:00.000Z')).rejects.toMatchObject({ status: 400 });
});
