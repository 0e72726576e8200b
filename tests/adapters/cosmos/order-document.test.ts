import { documentOf, orderOf } from '../../../src/adapters/cosmos/order-document.ts';
import { orderSortKey } from '../../../src/domain/order.ts';
import { customerTagOfOrder } from '../../../src/domain/order-id.ts';
import { orderNumberOf } from '../../../src/domain/order-number.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId } from '../../support/ids.ts';

const { debt: _, ...paid } = sampleOrder(toCustomerId('ann'));
const keys = {
  customerTag: customerTagOfOrder(paid.id),
  sortKey: orderSortKey(paid),
  number: orderNumberOf(paid.id),
};
const attention = { reason: 'gave_up', since: '2026-03-01T12:00:00.000Z' };

test('an order that owes nothing has no field for it, so that no index holds it', () => {
  expect(documentOf(paid)).toStrictEqual({ ...paid, ...keys });
  expect(orderOf(documentOf(paid))).toStrictEqual(paid);
});

test('a debt is two fields, because queries ask for each of them', () => {
  const order = { ...paid, debt: { due: 'reserve', since: '2026-03-01T12:00:00.000Z' } } as const;
  const document = documentOf(order);

  expect(document).toStrictEqual({ ...paid, ...keys, due: 'reserve', dueSince: '2026-03-01T12:00:00.000Z' });
  expect(orderOf(document)).toStrictEqual(order);
});

test('an order that asks for attention is marked, for the index', () => {
  const order = { ...paid, attention };
  expect(documentOf(order)).toStrictEqual({ ...order, ...keys, marked: true });
});
