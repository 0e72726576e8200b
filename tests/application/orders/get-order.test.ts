import { getOrder } from '../../../src/application/orders/get-order.ts';
import { timedOrderId } from '../../../src/domain/order-id.ts';
import { toCustomerId, toOrderId, toProductId } from '../../support/ids.ts';
import { address, admin, customer, openShop, warehouse } from '../../support/shop.ts';

const ofAlice = async () => {
  const shop = openShop();
  await shop.product('mug', 1);
  const { value } = await shop.place({
    customerId: toCustomerId('alice'),
    items: [{ productId: toProductId('mug'), quantity: 1 }],
    shippingAddress: address,
  });
  return { shop, id: value.id, see: getOrder(shop) };
};

const none = { code: 'not_found', message: 'There is no such order.' };

test.each([customer('alice'), admin, warehouse])(
  'an order is seen by its owner and by staff: %j',
  async (principal) => {
    const { id, see } = await ofAlice();
    expect((await see(id, principal)).value.id).toBe(id);
  },
);

test('for another customer an order does not exist, just like an id without an order', async () => {
  const { shop, id, see } = await ofAlice();
  const other = timedOrderId(toCustomerId('alice'), shop.clock(), new Uint8Array(10).fill(99));

  await expect(see(id, customer('bob'))).rejects.toMatchObject(none);
  await expect(see(other, customer('alice'))).rejects.toMatchObject(none);
  await expect(see(toOrderId('../x'), admin)).rejects.toMatchObject(none);
});

test('an order that a lagging replica does not show yet is found', async () => {
  const { shop, id } = await ofAlice();
  const orders = { ...shop.orders, get: async () => undefined };

  expect((await getOrder({ orders })(id, customer('alice'))).value.id).toBe(id);
});

test('for a stranger nothing is read', async () => {
  const { shop, id } = await ofAlice();

  const unreadable = async () => {
    throw new Error('was read');
  };
  const orders = { ...shop.orders, get: unreadable, getLatest: unreadable };

  await expect(getOrder({ orders })(id, customer('bob'))).rejects.toMatchObject(none);
});
