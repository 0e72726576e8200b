import { chooseOrders, type OrderFilter } from '../../../local/console/page/choose-orders.ts';

const order = (id: string, status = 'placed') => ({
  id,
  status,
  items: [],
  currency: 'EUR',
  total: 1,
  placedAt: '2026-12-01T10:00:00Z',
});

const flagged = { ...order('old'), attention: { reason: 'Tried 10 times.' } };
const listed = { ...order('listed'), attention: { reason: 'Tried 10 times.' } };
const orders = {
  recent: [order('new', 'confirmed'), order('waits'), listed, order('retried')],
  flagged: [listed, flagged],
  progress: { retried: { failed: 2, most: 10, reason: undefined, nextAt: undefined } },
  hasMore: true,
  unknown: [],
};

test.each<[OrderFilter, string[]]>([
  ['all', ['listed', 'old', 'retried', 'new', 'waits']],
  ['placed', ['listed', 'old', 'retried', 'waits']],
  ['retrying', ['retried']],
  ['attention', ['listed', 'old']],
])('%s: orders that need attention come first, then those that are retried', (filter, ids) => {
  expect(chooseOrders(orders, filter).map(({ id }) => id)).toEqual(ids);
});
