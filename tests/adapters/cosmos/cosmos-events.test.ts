import type { Database } from '@azure/cosmos';
import { cosmosChanges } from '../../../src/adapters/cosmos/cosmos-changes.ts';
import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { orderReader } from '../../../src/adapters/cosmos/order-reader.ts';
import { productReader } from '../../../src/adapters/cosmos/product-reader.ts';
import { eventSortKey } from '../../../src/domain/event.ts';
import { describeChanges } from '../../contracts/changes-contract.ts';
import { describeEvents } from '../../contracts/events-contract.ts';
import { sampleEvent, sampleOrder, sampleProduct } from '../../contracts/sample-data.ts';
import { toCustomerId, toProductId } from '../../support/ids.ts';
import { type CosmosForTests, documentsIn, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests();
  database = await cosmos.connect();
});

afterAll(() => cosmos.close());

describeEvents('Cosmos DB', () => ({
  events: cosmosEvents(database.container('events')),
  passTime: cosmos.passTime,
}));

describeChanges('Cosmos DB', () => {
  const orders = database.container('orders');
  return {
    changes: cosmosChanges(orders, orderReader),
    write: async (order) => (await orders.items.upsert(documentOf(order))).resource,
    damage: async (id) => (await orders.items.create({ id, customerTag: 'x' })).resource,
    now: cosmos.now,
    passTime: cosmos.passTime,
  };
});

test('an event is stored with its sort key and its debt', async () => {
  const event = sampleEvent();
  await cosmosEvents(database.container('events')).create([event], '2026-03-01T12:00:00.000Z');
  const [document] = await documentsIn(database.container('events'), event.subject);

  expect(document).toMatchObject({
    ...event,
    sortKey: eventSortKey(event),
    due: 'fanOut',
    dueSince: '2026-03-01T12:00:00.000Z',
  });
});

test('a product is read as the feed has it', async () => {
  const mug = sampleProduct(toProductId('mug'));
  const { resource } = await database.container('products').items.create(mug);

  expect(cosmosChanges(database.container('products'), productReader).read(resource)).toMatchObject({ value: mug });
});

describe('a document that lacks what its events need', () => {
  const system = { _etag: '"1"', _ts: 1_772_366_400 };
  const order = { ...documentOf(sampleOrder(toCustomerId('alice'))), ...system };
  const product = { ...sampleProduct(toProductId('mug')), ...system };

  test.each([
    ['id', { ...order, id: 'ord_1' }],
    ['placedAt', { ...order, placedAt: 'yesterday' }],
    ['shippedAt', { ...order, shippedAt: 7 }],
    ['items.0.name', { ...order, items: [{ ...order.items[0], name: undefined }] }],
    ['_etag', { ...order, _etag: 'W/"1"' }],
    ['_ts', { ...order, _ts: 'now' }],
    ['_ts', { ...order, _ts: 8.64e12 + 1 }],
  ])('an order: %s', (field, document) => {
    expect(cosmosChanges(database.container('orders'), orderReader).read(document)).toEqual({
      id: document.id,
      reason: `Fields are missing or invalid: ${field}.`,
    });
  });

  test.each([
    ['id', { ...product, id: 'MUG' }],
    ['price.currency', { ...product, price: { amount: 1 } }],
    ['images.0.variants', { ...product, images: [{ id: 'x' }] }],
  ])('a product: %s', (field, document) => {
    expect(cosmosChanges(database.container('products'), productReader).read(document)).toEqual({
      id: document.id,
      reason: `Fields are missing or invalid: ${field}.`,
    });
  });

  test('of an order that lacks everything, at most ten fields are named', () => {
    const document = { id: order.id };
    const { reason } = Object(cosmosChanges(database.container('orders'), orderReader).read(document));

    expect(reason).toBe(
      'Fields are missing or invalid: customerId, status, items, currency, total, shippingAddress, placedAt, _etag, _ts.',
    );

    const items = [{}, {}, {}];
    const flawed = Object(cosmosChanges(database.container('orders'), orderReader).read({ ...order, items }));
    expect(flawed.reason.split(', ')).toHaveLength(10);
  });

  test('a value that is not a document has no id, and an id that is too long is cut off', () => {
    const { read } = cosmosChanges(database.container('orders'), orderReader);

    expect(read('text')).toEqual({ id: '', reason: 'Fields are missing or invalid: the document.' });
    expect(read({ ...order, id: 'x'.repeat(1_000) })).toEqual({
      id: 'x'.repeat(255),
      reason: 'Fields are missing or invalid: id.',
    });
  });

  test('an order with all of it is read', () => {
    expect(cosmosChanges(database.container('orders'), orderReader).read(order)).toHaveProperty('value.id', order.id);
  });
});
