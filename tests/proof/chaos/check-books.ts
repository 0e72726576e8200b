import type { Promises } from './clients.ts';
import type { BookedOrder, BookedReservation, Books } from './read-books.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The state in which each order leaves its reservations once nothing is due. */
const leaves: Readonly<Record<string, BookedReservation['state']>> = {
  confirmed: 'held',
  shipped: 'settled',
  cancelled: 'released',
  rejected: 'released',
};

const checkOrder = (order: BookedOrder, own: ReadonlyMap<string, BookedReservation>): string[] => {
  const { id, status, due, attention, lines } = order;
  if (due !== undefined || attention || status === 'placed') {
    return [`${id} is ${status}, due ${due ?? 'nothing'}${attention ? ', asks for attention' : ''}`];
  }
  const broken: string[] = [];
  for (const [productId, quantity] of lines) {
    const found = own.get(productId);
    const kept = status === 'confirmed' || status === 'shipped';
    const asIs = found?.state === leaves[status] && found?.quantity === quantity;
    if (kept && !asIs) {
      broken.push(`${id} is ${status} with ${quantity} of ${productId}, its reservation ${JSON.stringify(found)}`);
    }
    if (!kept && found !== undefined && found.state !== leaves[status]) {
      broken.push(`${id} is ${status}, its reservation of ${productId} is ${found.state}`);
    }
  }
  for (const productId of own.keys()) {
    if (!lines.has(productId)) broken.push(`${id} has a reservation of ${productId}, which it never asked for`);
  }
  return broken;
};

const checkProduct = (productId: string, received: number, { orders, levels, reservations }: Books): string[] => {
  const level = levels.get(productId);
  if (!level) return [`the level of ${productId} is gone`];
  const unitsOf = (status: string): number =>
    sum([...orders.values()].map((order) => (order.status === status ? (order.lines.get(productId) ?? 0) : 0)));
  const reserved = (state: BookedReservation['state']): number =>
    sum(reservations.filter((one) => one.productId === productId && one.state === state).map((one) => one.quantity));
  const expected = {
    'units received': [level.received, received],
    'units held, by the confirmed orders': [level.held, unitsOf('confirmed')],
    'units held, by the reservations': [level.held, reserved('held')],
    'units shipped, by the shipped orders': [level.shipped, unitsOf('shipped')],
    'units shipped, by the reservations': [level.shipped, reserved('settled')],
    'units available': [level.available, level.received - level.shipped - level.held],
  };
  const wrong = Object.entries(expected).filter(([, [got, wanted]]) => got !== wanted);
  const negative = Object.entries(level).filter(([, units]) => units < 0);
  return [
    ...wrong.map(([what, [got, wanted]]) => `${productId}: ${got} ${what}, not ${wanted}`),
    ...negative.map(([field, units]) => `${productId}: ${units} ${field}`),
  ];
};

const checkPromises = ({ placed, cancelled, shipped }: Promises, { orders }: Books): string[] => {
  const broken: string[] = [];
  for (const [key, ids] of placed) {
    if (ids.size !== 1) broken.push(`${key} was answered with ${ids.size} orders`);
    for (const id of ids) if (!orders.has(id)) broken.push(`${key} was answered, but its order ${id} is lost`);
  }
  const acknowledged = new Set([...placed.values()].flatMap((ids) => [...ids]));
  for (const id of orders.keys()) if (!acknowledged.has(id)) broken.push(`${id} is nobody's`);
  const told = { cancelled, shipped };
  for (const [status, ids] of Object.entries(told)) {
    for (const id of ids) {
      const is = orders.get(id)?.status;
      if (is !== status) broken.push(`${id} was said to be ${status}, but is ${is}`);
    }
  }
  return broken;
};

/**
 * Returns every violation of what must hold once all is quiet: orders, stock and each reservation.
 * `units`: the units of each product at the start.
 */
export const checkBooks = (books: Books, promised: Promises, units: Readonly<Record<string, number>>): string[] => {
  const byOrder = new Map<string, Map<string, BookedReservation>>();
  for (const one of books.reservations) {
    byOrder.set(one.id, (byOrder.get(one.id) ?? new Map()).set(one.productId, one));
  }
  const orphans = [...byOrder.keys()].filter((id) => !books.orders.has(id));
  return [
    ...checkPromises(promised, books),
    ...[...books.orders.values()].flatMap((order) => checkOrder(order, byOrder.get(order.id) ?? new Map())),
    ...orphans.map((id) => `a reservation is of ${id}, which does not exist`),
    ...Object.entries(units).flatMap(([productId, before]) =>
      checkProduct(productId, before + (promised.delivered.get(productId) ?? 0), books),
    ),
  ];
};
