import { parseReplayFile, type ReplayFile, type ReplayOrder, sumDemand } from '../../cli/replay/replay-file.ts';
import type { Orders } from '../../src/application/ports/orders.ts';
import type { Products } from '../../src/application/ports/products.ts';
import type { Stock } from '../../src/application/ports/stock.ts';
import { toCustomerId, toOrderId, toProductId } from './ids.ts';
import { admin, openShop, warehouse } from './shop.ts';

export const FIRST_DAY = '2026-01-01';
const DAYS = 30;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WORKED_OFF_AFTER = 90 * MINUTE;
const START = Date.parse(`${FIRST_DAY}T00:00:00.000Z`);

type Action = { at: number; run: () => Promise<unknown> };

/** The file's orders in their original order. */
const inTurn = (text: string): { file: ReplayFile; orders: readonly ReplayOrder[] } => {
  const file = parseReplayFile(text);
  const raw: { orders: { number: number; placedAt: string }[] } = JSON.parse(text);
  const placedAt = new Map(raw.orders.map((order) => [String(order.number), order.placedAt]));
  const keyOf = ({ number }: ReplayOrder) => `${placedAt.get(number)} ${number.padStart(12, '0')}`;
  return { file, orders: file.orders.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
};

/** As many units as all orders need, but only half for every tenth product. */
const unitsOf = ({ products, orders }: ReplayFile): ReadonlyMap<string, number> => {
  const demand = sumDemand(orders);
  return new Map(products.map(({ id }, n) => [id, Math.ceil((demand.get(id) ?? 0) / (n % 10 === 0 ? 2 : 1))]));
};

/**
 * Replays a shop file through the real use cases, spread over 30 days. Each order is processed 90
 * minutes later, some on the next day. Every fifth is cancelled the next day, every third shipped.
 * `nightly` runs at two every night but three, and after the last day.
 */
export const sellForAMonth = async (
  text: string,
  ports: { orders?: Orders; products?: Products; stock?: Stock },
  nightly: (shop: ReturnType<typeof openShop>, orders: Orders) => () => Promise<unknown>,
): Promise<{ orders: Orders; placed: number }> => {
  const { file, orders } = inTurn(text);
  const shop = openShop({ wrap: (fakes) => ({ ...fakes, ...ports }) });
  const stored = ports.orders ?? shop.orders;
  shop.clock.set(new Date(START));
  for (const [id, units] of unitsOf(file)) {
    const product = file.products.find((one) => one.id === id);
    const { name = id, price = 0 } = product ?? {};
    await shop.put({
      id: toProductId(id),
      details: { name, price: { amount: price, currency: 'USD' }, active: true },
      precondition: {},
    });
    await shop.set({ productId: toProductId(id), units, precondition: {} });
  }

  const actions: Action[] = [];
  for (const [n, { customer, items, shippingAddress }] of orders.entries()) {
    const at = START + Math.floor((n * DAYS * DAY) / orders.length);
    const lines = items.map(({ productId, quantity }) => ({ productId: toProductId(productId), quantity }));
    let orderId = toOrderId('');
    const is = async (status: string) => (await stored.get(orderId))?.value.status === status;
    const change = {
      principal: n % 2 === 0 ? admin : { customerId: toCustomerId(customer), roles: [] },
      precondition: {},
    };
    const shipment = { carrier: 'DHL', trackingNumber: String(n) };
    const place = async () => {
      orderId = (await shop.place({ customerId: toCustomerId(customer), items: lines, shippingAddress })).value.id;
    };
    const cancel = async () => (await is('confirmed')) && shop.cancel({ ...change, orderId });
    const ship = async () =>
      (await is('confirmed')) && shop.ship({ orderId, principal: warehouse, precondition: {}, shipment });
    actions.push({ at, run: place }, { at: at + WORKED_OFF_AFTER, run: shop.drain.bind(shop) });
    if (n % 5 === 0) actions.push({ at: at + DAY, run: cancel }, { at: at + DAY + MINUTE, run: shop.drain.bind(shop) });
    if (n % 3 === 0)
      actions.push({ at: at + 2 * DAY, run: ship }, { at: at + 2 * DAY + MINUTE, run: shop.drain.bind(shop) });
  }
  const night = nightly(shop, stored);
  for (let day = 1; day <= DAYS + 3; day++) {
    if (day < 10 || day > 12) actions.push({ at: START + day * DAY + 120 * MINUTE, run: night });
  }
  for (const { at, run } of actions.sort((a, b) => a.at - b.at)) {
    shop.clock.set(new Date(at));
    await run();
  }
  return { orders: stored, placed: orders.length };
};
