import { loadNamedOrder } from '../../../src/application/dead-letters/load-named-order.ts';
import { getOrder } from '../../../src/application/orders/get-order.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
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

describe('the order of a dead letter', () => {
  const letter = { sequenceNumber: '1', messageId: 'm', deliveryCount: 1, enqueuedAt: '' };

  /** Records the session of each read. Reads with a session fail with `error`. */
  const reading = async (error?: unknown, isThere = true) => {
    const { shop, id } = await ofAlice();
    const reads: (string | undefined)[] = [];
    const get: typeof shop.orders.get = async (orderId, { session } = {}) => {
      reads.push(session);
      if (session !== undefined && error) throw error;
      return isThere ? shop.orders.get(orderId) : undefined;
    };
    return { id, reads, find: loadNamedOrder({ orders: { ...shop.orders, get } }) };
  };

  test('is read once, with the session of the message if it has one', async () => {
    const { id, reads, find } = await reading();

    expect((await find({ ...letter, body: { orderId: id } }))?.value.id).toBe(id);
    expect((await find({ ...letter, body: { orderId: id }, session: 's' }))?.value.id).toBe(id);
    expect(reads).toStrictEqual([undefined, 's']);
  });

  test('that names none is not read at all', async () => {
    const { reads, find } = await reading();
    expect(await find({ ...letter, body: {} })).toBeUndefined();
    expect(reads).toStrictEqual([]);
  });

  test('whose session no replica can serve any longer is read as it is', async () => {
    const { id, reads, find } = await reading(new Unavailable('cosmos'));
    expect((await find({ ...letter, body: { orderId: id }, session: 's' }))?.value.id).toBe(id);
    expect(reads).toStrictEqual(['s', undefined]);
  });

  test('that a lagging replica does not have yet is not considered missing', async () => {
    const { id, find } = await reading(new Unavailable('cosmos'), false);
    await expect(find({ ...letter, body: { orderId: id }, session: 's' })).rejects.toMatchObject({
      name: 'Unavailable',
    });
  });

  test('is not read again if the read failed for another reason', async () => {
    const { id, reads, find } = await reading(new TypeError('ours'));
    await expect(find({ ...letter, body: { orderId: id }, session: 's' })).rejects.toThrow('ours');
    expect(reads).toStrictEqual(['s']);
  });
});
