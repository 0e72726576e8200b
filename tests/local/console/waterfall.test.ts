import { spanNode, toWaterfall } from '../../../local/console/waterfall.ts';

const span = (name: string, startMs: number, ms: number) => ({ spanId: name, name, startMs, ms });

test('spans follow the one that caused them, in the order of their times', () => {
  const later = span('reserve', 40, 20);
  const sooner = { ...span('read', 10, 5), children: [span('retry', 12, 2)] };
  const rows = toWaterfall([{ ...span('POST /orders', 0, 50), children: [later, sooner] }]);

  expect(rows.map(({ name, depth, at }) => [name, depth, at])).toEqual([
    ['POST /orders', 0, 0],
    ['read', 1, 10],
    ['retry', 2, 12],
    ['reserve', 1, 40],
  ]);
});

test('a row says whether its span failed and why, and what caused it', () => {
  const failed = { ...span('a', 0, 1), status: 'error', statusMessage: 'no answer', links: [{ traceId: 'f1' }] };

  expect(toWaterfall([failed])).toMatchObject([{ failure: 'no answer', links: ['f1'] }]);
  expect(toWaterfall([{ ...span('a', 0, 1), status: 'error' }])).toMatchObject([{ failure: '' }]);
  expect(toWaterfall([{ ...span('a', 0, 1), status: 'ok' }])[0]?.failure).toBeUndefined();
});

test('a span needs a name and its times, whatever else is known of it', () => {
  expect(spanNode.safeParse(span('read', 0, 1)).success).toBe(true);
  expect(spanNode.safeParse({ ...span('read', 0, 1), children: [{}] }).success).toBe(false);
});
