import type { Order } from '../../src/domain/order.ts';
import type { Promises } from './clients.ts';
import { linesOf, productName } from './plan.ts';
import type { World } from './world.ts';

const unitsIn = (orders: readonly Order[], productId: string, counts: (order: Order) => boolean): number =>
  orders
    .filter(counts)
    .flatMap(({ items }) => items.filter((line) => line.productId === productId))
    .reduce((units, { quantity }) => units + quantity, 0);

const checkProduct = async (world: World, promises: Promises, product: number): Promise<void> => {
  const { orders, stock, plan, breaks } = world;
  const productId = productName(product);
  const level = (await stock.level(productId))?.value;
  if (!level) return breaks(`the level of ${productId} is gone`);
  const all = orders.all();
  const restocked = [...promises.restocked].filter(([key]) => key.startsWith(`${product}/`));
  const received = restocked.reduce((units, [, more]) => units + more, plan.units[product] ?? 0);
  if (level.received !== received) breaks(`${level.received} of ${productId} were received instead of ${received}`);

  const shipped = unitsIn(all, productId, ({ status, debt }) => status === 'shipped' && debt === undefined);
  if (level.shipped < shipped) breaks(`only ${level.shipped} of ${productId} left the books, ${shipped} the house`);
  const settled = all.every(({ debt }) => debt === undefined);
  if (settled && level.shipped !== shipped) breaks(`${level.shipped} of ${productId} were shipped, for ${shipped}`);
  const confirmed = unitsIn(all, productId, ({ status }) => status === 'confirmed');
  if (settled && level.held !== confirmed) breaks(`${level.held} of ${productId} are held, for ${confirmed}`);

  for (const { orderId, state, quantity } of stock.reservations(productId)) {
    const owner = orders.latest(orderId);
    if (!owner) breaks(`a reservation of ${productId} has no order`);
    else if (state === 'held' && owner.debt === undefined && owner.status !== 'confirmed') {
      breaks(`${quantity} of ${productId} are held for ${owner.note}, which is ${owner.status}`);
    }
  }
};

const checkPromises = ({ orders, breaks }: World, { placed, cancelled, shipped }: Promises): void => {
  for (const [key, ids] of placed) {
    if (ids.size > 1) breaks(`key-${key} was answered with ${ids.size} orders`);
    for (const id of ids) if (!orders.latest(id)) breaks(`key-${key} was answered, but its order is lost`);
  }
  const told = [
    ['cancelled', cancelled],
    ['shipped', shipped],
  ] as const;
  for (const [status, ids] of told) {
    for (const id of ids) {
      const order = orders.latest(id);
      if (order?.status !== status) breaks(`${order?.note} was said to be ${status}, but is ${order?.status}`);
    }
  }
};

/** If there is enough for everybody, no order is rejected. */
const checkRejections = ({ orders, plan, breaks }: World): void => {
  const keys = new Set(plan.lanes.flat().flatMap((action) => (action.do === 'place' ? [action.key] : [])));
  const wanted = [...keys].flatMap((key) => linesOf(key, plan.units.length));
  const enough = plan.units.every(
    (units, product) =>
      units >= wanted.reduce((sum, line) => sum + (line.productId === productName(product) ? line.quantity : 0), 0),
  );
  const rejected = orders.all().find(({ status }) => status === 'rejected');
  if (enough && rejected) breaks(`${rejected.note} was rejected, though there was enough for all`);
};

/** What must hold whenever all is quiet. Orders with `attention` may still owe something. */
export const checkBooks = async (world: World, promises: Promises): Promise<void> => {
  for (const product of world.plan.units.keys()) await checkProduct(world, promises, product);
  checkPromises(world, promises);
  checkRejections(world);
};
