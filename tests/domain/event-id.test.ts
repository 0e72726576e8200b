import fc from 'fast-check';
import { assertBrand } from '../../src/domain/brand.ts';
import { isEndpointId } from '../../src/domain/endpoint-id.ts';
import { type EventId, TEST_EVENT } from '../../src/domain/event.ts';
import {
  eventIdOf,
  isEventId,
  orderEventId,
  productEventId,
  subjectOfEvent,
  testEventId,
  typeOfEvent,
} from '../../src/domain/event-id.ts';
import { orderStatuses } from '../../src/domain/order.ts';
import { PRODUCT_ID } from '../../src/domain/product.ts';
import { toEtag, toOrderId, toProductId } from '../support/ids.ts';

const base32 = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefghijklmnopqrstuv'), minLength: length, maxLength: length });

const orderIds = fc.tuple(base32(16), base32(26)).map(([tag, suffix]) => toOrderId(`ord_${tag}_${suffix}`));
const productIds = fc.stringMatching(PRODUCT_ID).map(toProductId);
const endpointIds = base32(26).map((suffix) => assertBrand(`whe_${suffix}`, isEndpointId, 'EndpointId'));

const eventIds = fc.oneof(
  fc
    .tuple(orderIds, fc.constantFrom(...orderStatuses))
    .map(([id, state]) => ({ id: orderEventId(id, state), of: id, type: `order.${state}` })),
  fc
    .tuple(productIds, fc.uuid())
    .map(([id, etag]) => ({ id: productEventId(id, toEtag(`"${etag}"`)), of: id, type: 'product.changed' })),
  fc
    .tuple(endpointIds, fc.uint8Array({ minLength: 16, maxLength: 16 }))
    .map(([id, random]) => ({ id: testEventId(id, random), of: id, type: TEST_EVENT })),
);

test('the id of an event names its subject and its type', () => {
  fc.assert(
    fc.property(eventIds, ({ id, of, type }) => {
      expect(subjectOfEvent(id)).toBe(of);
      expect(typeOfEvent(id)).toBe(type);
    }),
  );
});

test('an id has no full stop, because the signature of a webhook separates its parts by them', () => {
  fc.assert(fc.property(eventIds, ({ id }) => !id.includes('.')));
});

test('ids of products that look like prefixes of other ids still name the product', () => {
  for (const product of ['ord', 'whe', 'a-b', 'evt'].map(toProductId)) {
    expect(subjectOfEvent(productEventId(product, toEtag('"1"')))).toBe(product);
  }
});

test('the same state of an order has the same id, and so has the same version of a product', () => {
  const order = toOrderId(`ord_${'0'.repeat(16)}_${'1'.repeat(26)}`);
  const mug = toProductId('mug');

  expect(orderEventId(order, 'shipped')).toBe(`evt_${order}_shipped`);
  expect(productEventId(mug, toEtag('"1"'))).toMatch(/^evt_mug_[0-9a-v]{16}$/);
  expect(productEventId(mug, toEtag('"1"'))).toBe(productEventId(mug, toEtag('"1"')));
  expect(productEventId(mug, toEtag('"1"'))).not.toBe(productEventId(mug, toEtag('"2"')));
});

test.each([
  '',
  'evt_',
  'evt_mug',
  'evt_Mug_0123456789abcdef',
  'evt_-mug_0123456789abcdef',
  `evt_ord_${'0'.repeat(16)}_${'1'.repeat(26)}`,
  `evt_ord_${'0'.repeat(16)}_${'1'.repeat(26)}_lost`,
  `evt_whe_${'0'.repeat(26)}_${'1'.repeat(25)}`,
  ' evt_mug_0123456789abcdef',
])('%p is no id of an event', (text) => {
  expect(isEventId(text)).toBe(false);
  expect(() => eventIdOf(text)).toThrow('is no valid EventId');
});

test('a damaged id names no subject', () => {
  const damaged = assertBrand('evt_?', (_): _ is EventId => true, 'EventId');

  expect(() => subjectOfEvent(damaged)).toThrow('does not contain its subject');
});
