import fc from 'fast-check';
import { MAX_PRICE } from '../../src/domain/money.ts';
import { MAX_LINES, MAX_QUANTITY, type OrderStatus, orderStatuses } from '../../src/domain/order.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { type SalesEvent, tallySales } from '../../src/domain/sales-report.ts';
import { toProductId } from '../support/ids.ts';

const event = (sortKey: string, items: SalesEvent['items'], currency = 'EUR'): SalesEvent => ({
  sortKey,
  currency,
  items,
});

const line = (productId: ProductId, quantity = 1, lineTotal = 100, name = productId) => ({
  productId,
  name,
  quantity,
  lineTotal,
});

const reportOf = (...events: (readonly [OrderStatus, SalesEvent])[]) => {
  const tally = tallySales('2026-03-01');
  for (const [status, one] of events) tally.add(status, one);
  return tally.report();
};

const noSales = { placed: 0, confirmed: 0, rejected: 0, cancelled: 0, shipped: 0, units: 0, revenue: 0 };

test('a day on which nothing happened is empty', () => {
  expect(reportOf()).toEqual({ date: '2026-03-01', totals: [], products: [] });
});

test('an order counts once in the total and once for each of its products; units and revenue are of the confirmed', () => {
  const two = event('1', [line(toProductId('mug'), 2, 2500), line(toProductId('tea'), 3, 900)]);
  expect(
    reportOf(['placed', two], ['confirmed', two], ['rejected', event('2', [line(toProductId('tea'), 7, 2100)])]),
  ).toEqual({
    date: '2026-03-01',
    totals: [{ ...noSales, currency: 'EUR', placed: 1, confirmed: 1, rejected: 1, units: 5, revenue: 3400 }],
    products: [
      { ...noSales, currency: 'EUR', productId: 'mug', name: 'mug', placed: 1, confirmed: 1, units: 2, revenue: 2500 },
      {
        ...noSales,
        currency: 'EUR',
        productId: 'tea',
        name: 'tea',
        placed: 1,
        confirmed: 1,
        rejected: 1,
        units: 3,
        revenue: 900,
      },
    ],
  });
});

test('currencies are never added up, and rows are sorted by currency, then product', () => {
  const report = reportOf(
    ['confirmed', event('1', [line(toProductId('b'), 1, 5)], 'USD')],
    ['confirmed', event('2', [line(toProductId('b'), 1, 7)], 'EUR')],
    ['confirmed', event('3', [line(toProductId('a-1'), 1, 11), line(toProductId('a'), 1, 13)], 'USD')],
    ['confirmed', event('4', [line(toProductId('c'), 1, 17)], 'JPY')],
  );
  expect(report.totals.map(({ currency, confirmed, revenue }) => [currency, confirmed, revenue])).toEqual([
    ['EUR', 1, 7],
    ['JPY', 1, 17],
    ['USD', 2, 29],
  ]);
  expect(report.products.map(({ currency, productId, revenue }) => [currency, productId, revenue])).toEqual([
    ['EUR', 'b', 7],
    ['JPY', 'c', 17],
    ['USD', 'a', 13],
    ['USD', 'a-1', 11],
    ['USD', 'b', 5],
  ]);
});

test('a product is called what the newest of its orders calls it, in whatever order they come', () => {
  const events = [
    ['placed', event('2', [line(toProductId('mug'), 1, 1, toProductId('Cup'))])],
    ['shipped', event('3', [line(toProductId('mug'), 1, 1, toProductId('Mug'))])],
    ['placed', event('1', [line(toProductId('mug'), 1, 1, toProductId('Pot'))])],
  ] as const;
  for (const turned of [events, events.toReversed()]) {
    expect(reportOf(...turned).products.map(({ name }) => name)).toEqual(['Mug']);
  }
});

test('the fields stand in the order that is promised', () => {
  const { totals, products } = reportOf(['shipped', event('1', [line(toProductId('mug'))])]);
  const figures = ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped', 'units', 'revenue'];

  expect(Object.keys(totals[0] ?? {})).toEqual(['currency', ...figures]);
  expect(Object.keys(products[0] ?? {})).toEqual(['currency', 'productId', 'name', ...figures]);
});

test('a sum that a number cannot hold exactly is written as its digits, and the largest that one can as a number', () => {
  const tally = tallySales('2026-03-01');
  tally.add('confirmed', event('1', [line(toProductId('mug'), 1, Number.MAX_SAFE_INTEGER)]));
  expect(tally.report().totals).toMatchObject([{ units: 1, revenue: 9_007_199_254_740_991 }]);

  tally.add('confirmed', event('2', [line(toProductId('tea'), 1, 2)]));
  expect(tally.report().totals).toMatchObject([{ units: 2, revenue: '9007199254740993' }]);
  expect(tally.report().products).toMatchObject([{ revenue: 9_007_199_254_740_991 }, { revenue: 2 }]);
});

test('a day of ten of the largest orders has a report', () => {
  const tally = tallySales('2026-03-01');
  const largest = Array.from({ length: MAX_LINES }, (_, n) =>
    line(toProductId(`p-${n}`), MAX_QUANTITY, MAX_PRICE * MAX_QUANTITY),
  );
  for (let n = 0; n < 10; n++) tally.add('confirmed', event(`${n}`, largest));

  expect(tally.report().totals).toMatchObject([{ units: 100_000_000, revenue: '90000000000000000' }]);
  expect(tally.report().products[0]).toMatchObject({ units: 1_000_000, revenue: 900_000_000_000_000 });
});

test.each([1.5, Number.NaN, undefined])('an amount of %p is refused', (lineTotal) => {
  const odd: SalesEvent = JSON.parse(JSON.stringify(event('1', [{ ...line(toProductId('mug')), lineTotal: 0 }])));
  const items = odd.items.map((item) => Object.assign(item, { lineTotal }));
  expect(() => tallySales('2026-03-01').add('confirmed', { ...odd, items })).toThrow(/revenue/);
});

test('the same events in any order make the same bytes', () => {
  const products = fc.uniqueArray(fc.constantFrom('a', 'b', 'b-1', 'c'), { minLength: 1 });
  const some = fc.array(
    fc.tuple(fc.constantFrom(...orderStatuses), products, fc.constantFrom('EUR', 'USD'), fc.nat(1000)),
    { maxLength: 20 },
  );
  const withTurns = some.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray([...events.keys()], { minLength: events.length })),
  );
  fc.assert(
    fc.property(withTurns, ([events, turns]) => {
      const made = events.map(
        ([status, ids, currency, n], i) =>
          [
            status,
            event(
              `${i}`,
              ids.map((id) => line(toProductId(id), n, n * 7, toProductId(`${id} ${i}`))),
              currency,
            ),
          ] as const,
      );
      const turned = turns.flatMap((n) => made.slice(n, n + 1));
      expect(JSON.stringify(reportOf(...turned))).toBe(JSON.stringify(reportOf(...made)));
    }),
  );
});
