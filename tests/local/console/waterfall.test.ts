import { spanNode, toWaterfall } from '../../../local/console/waterfall.ts';

const start = Date.parse('2026-12-01T10:00:00Z');

test('spans follow the one that caused them, with their distance from the start of the trace', () => {
  const later = { name: 'reserve', start: start + 40, ms: 20 };
  const sooner = { name: 'read', start: start + 10, ms: 5, children: [{ name: 'retry', start: start + 12, ms: 2 }] };
  const { rows, ms, startedAt } = toWaterfall([{ name: 'POST /orders', start, ms: 50, children: [later, sooner] }]);

  expect(rows.map(({ name, depth, at }) => [name, depth, at])).toEqual([
    ['POST /orders', 0, 0],
    ['read', 1, 10],
    ['retry', 2, 12],
    ['reserve', 1, 40],
  ]);
  // The work that a request caused outlives it.
  expect(ms).toBe(60);
  expect(startedAt).toBe('2026-12-01T10:00:00.000Z');
});

test('orders are found in the attributes, failures in the status, causes in the links', () => {
  const attributes = { 'hearth.order_id': 'ord_abc_def' };
  const failed = { code: 'ERROR', message: 'no answer' };
  const span = {
    name: 'processOrder',
    start: '2026-12-01T10:00:00Z',
    ms: 1,
    attributes,
    status: failed,
    links: [{ traceId: 'a1' }],
  };
  const waterfall = toWaterfall([span]);

  expect(waterfall.orderIds).toEqual(['ord_abc_def']);
  expect(waterfall.rows).toMatchObject([{ failed: true, links: ['a1'] }]);
  expect(toWaterfall([{ ...span, status: { code: 2 } }]).rows[0]?.failed).toBe(true);
  expect(toWaterfall([{ ...span, status: 'ok' }]).rows[0]?.failed).toBe(false);
});

test('a span needs a name and its times, whatever else is known of it', () => {
  expect(spanNode.safeParse({ name: 'read', start, ms: 1 }).success).toBe(true);
  expect(spanNode.safeParse({ name: 'read', start, ms: 1, children: [{}] }).success).toBe(false);
});

test('a trace without spans is empty', () => {
  expect(toWaterfall([])).toEqual({ rows: [], ms: 0, startedAt: '', orderIds: [] });
});
