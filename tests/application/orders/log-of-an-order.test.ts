import { orderNumberOf } from '../../../src/domain/order-number.ts';
import { customer, openShop, placeOrderOf, warehouse } from '../../support/shop.ts';
import { orderMessage } from './failing-shop.ts';

const precondition = {};
const shipment = { carrier: 'DHL', trackingNumber: '1' };

const openSmallShop = async () => {
  const shop = openShop();
  await shop.product('a', 10);
  await shop.product('b', 1);
  return shop;
};

test('an order that was placed and confirmed is logged with its number, its total and how long it took', async () => {
  const shop = await openSmallShop();
  const id = await placeOrderOf(shop, ['a', 3]);
  shop.clock.advance(2_500);
  await shop.process({ message: orderMessage(id, 2), deliveryCount: 1 });

  const number = orderNumberOf(id);
  expect(shop.log.of('order_placed')).toMatchObject([{ orderId: id, number, sincePlacedMs: 0, lines: 1 }]);
  expect(shop.log.of('order_confirmed')).toMatchObject([
    { orderId: id, number, sincePlacedMs: 2_500, attempt: 3, messageId: expect.any(String) },
  ]);
  expect(shop.log.of('order_rejected')).toEqual([]);
});

test('the log of a rejected order counts its short lines', async () => {
  const shop = await openSmallShop();
  const id = await placeOrderOf(shop, ['a', 3], ['b', 2]);
  await shop.drain();

  expect(shop.log.of('order_rejected')).toMatchObject([{ orderId: id, attempt: 1, short: 1 }]);
  expect(shop.log.of('order_confirmed')).toEqual([]);
  expect(shop.log.of('order_work_done')).toMatchObject([{ orderId: id, due: 'release' }]);
});

test('what is given back and what is booked as sold is logged as work that was done', async () => {
  const shop = await openSmallShop();
  const cancelled = await placeOrderOf(shop, ['a', 1]);
  const shipped = await placeOrderOf(shop, ['a', 2]);
  await shop.drain();
  await shop.cancel({ orderId: cancelled, principal: customer(), precondition });
  await shop.ship({ orderId: shipped, principal: warehouse, shipment, precondition });
  await shop.drain();

  expect(shop.log.of('order_work_done')).toMatchObject([
    { orderId: cancelled, due: 'release' },
    { orderId: shipped, due: 'settle' },
  ]);
});
