import { replayDeadLetters } from '../../src/application/dead-letters/replay-dead-letters.ts';
import { cancelOrder } from '../../src/application/orders/cancel-order.ts';
import { placeOrder } from '../../src/application/orders/place-order.ts';
import { retryOrder } from '../../src/application/orders/retry-order.ts';
import { shipOrder } from '../../src/application/orders/ship-order.ts';
import type { Versioned } from '../../src/application/ports/versioned.ts';
import { putProduct } from '../../src/application/products/put-product.ts';
import { adjustStock } from '../../src/application/stock/adjust-stock.ts';
import { reconcileStock } from '../../src/application/stock/reconcile-stock.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Order } from '../../src/domain/order.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import { toOrderId } from '../support/ids.ts';
import { address, admin, customer, warehouse } from '../support/shop.ts';
import { type Action, customerOf, expectedTotalOf, linesOf, offerOf, productName } from './plan.ts';
import type { Deps, World } from './world.ts';

const TRIES = 3;
const precondition = {};

/** What clients were promised, and the shop must keep. */
export type Promises = {
  /** Order ids by key. */
  placed: Map<number, Set<string>>;
  cancelled: Set<string>;
  shipped: Set<string>;
  /** Units by product and key. */
  restocked: Map<string, number>;
};

type Lane = { readonly actions: readonly Action[]; at: number; tries: number; busy: boolean; attempt: number };

const requestOf = (world: World, promises: Promises, action: Action): ((deps: Deps) => Promise<() => void>) => {
  switch (action.do) {
    case 'place':
      return async (deps) => {
        const { value, replayed } = await placeOrder(deps)({
          customerId: customerOf(action.key),
          idempotencyKey: `key-${action.key}`,
          note: `key-${action.key}`,
          items: linesOf(action.key, world.plan.units.length),
          shippingAddress: address,
          ...expectedTotalOf(action.key, world.plan.units.length),
        });
        return () => {
          if (replayed) world.stats.replays += 1;
          promises.placed.set(action.key, (promises.placed.get(action.key) ?? new Set()).add(value.id));
        };
      };
    case 'cancel':
    case 'ship':
      return async (deps) => {
        const orderId = toOrderId(world.idOf(action.key) ?? '');
        const cancelling = { orderId, principal: customer(customerOf(action.key)), precondition };
        const shipping = { orderId, principal: warehouse, precondition };
        if (action.do === 'cancel') await cancelOrder(deps)(cancelling);
        else await shipOrder(deps)({ ...shipping, shipment: { carrier: 'DHL', trackingNumber: '1' } });
        return () => void (action.do === 'cancel' ? promises.cancelled : promises.shipped).add(orderId);
      };
    case 'restock': {
      const adjustment = {
        productId: productName(action.product),
        delta: action.units,
        idempotencyKey: `${action.key}`,
      };
      return async (deps) => {
        await adjustStock(deps)({ ...adjustment, precondition });
        return () => void promises.restocked.set(`${action.product}/${action.key}`, action.units);
      };
    }
    case 'offer':
      return async (deps) => {
        const { product, as } = action;
        await putProduct(deps)({ id: productName(product), details: offerOf(product, as), precondition });
        return () => {};
      };
    case 'reconcile':
      return async (deps) => reconcile(world, deps);
    case 'replay':
      return async (deps) => replayAll(world, deps);
    case 'operate':
      return async (deps) => {
        const marked = world.orders.all().find(({ attention }) => attention);
        if (!marked) return () => {};
        const marks = world.marksOf(marked.id);
        await retry(world, deps, marked.id);
        return () => {
          // Meanwhile, another chain of attempts may have marked the order again.
          const isMarked = world.orders.latest(marked.id)?.attention !== undefined;
          if (isMarked && world.marksOf(marked.id) === marks) {
            world.breaks(`the retry of ${marked.note} was answered, but its mark is still there`);
          }
        };
      };
  }
};

export const retry = async ({ stats }: World, deps: Deps, orderId: OrderId): Promise<Versioned<Order>> => {
  const retried = await retryOrder(deps)({ orderId, principal: admin, precondition });
  stats.operatorRetries += 1;
  return retried;
};

export const replayAll = async ({ stats }: World, deps: Deps): Promise<() => void> => {
  const { replayed } = await replayDeadLetters(deps)();
  stats.lettersReplayed += replayed;
  return () => {};
};

/** In a shop whose documents nobody has tampered with, it must find nothing. */
export const reconcile = async ({ stats, breaks }: World, deps: Deps): Promise<() => void> => {
  const { findings, repaired } = await reconcileStock(deps)();
  const [finding] = findings;
  if (finding) breaks(`reconcile found what is not there: ${JSON.stringify(finding)}`);
  stats.reconcileRepairs += repaired.reservations;
  return () => {
    stats.reconciled += 1;
  };
};

const nameOf = (action: Action): string => {
  if (action.do === 'operate') return 'retry';
  if (action.do === 'replay' || action.do === 'reconcile') return action.do;
  if (action.do === 'offer') return `offer p${action.product} ${action.as}`;
  return action.do === 'restock' ? `restock p${action.product}` : `${action.do} key-${action.key}`;
};

/**
 * Clients that do one thing at a time, each with its key until it succeeds or they lose patience.
 */
export const clients = (world: World) => {
  const promises: Promises = { placed: new Map(), cancelled: new Set(), shipped: new Set(), restocked: new Map() };
  const lanes: Lane[] = world.plan.lanes.map((actions) => ({ actions, at: 0, tries: 0, busy: false, attempt: 0 }));

  const isOpen = (action: Action): boolean => {
    if (action.do === 'replay') return world.queue.dead.length > 0;
    if (action.do === 'operate') return world.orders.all().some(({ attention }) => attention);
    if (action.do !== 'cancel' && action.do !== 'ship') return true;
    const status = world.orderOf(action.key)?.status;
    const waits = action.do === 'ship' || action.when === 'confirmed';
    return status !== undefined && !(waits && status === 'placed');
  };

  const goOn = (lane: Lane): void => {
    lane.busy = false;
    lane.at += 1;
    lane.tries = 0;
  };

  const start = (lane: Lane): void => {
    const action = lane.actions[lane.at];
    if (!action) return;
    const attempt = ++lane.attempt;
    const isRepeat = action.do === 'place' && world.orderOf(action.key) !== undefined;
    const ifStillWaiting = (react: () => void) => (): void => {
      if (lane.attempt === attempt && lane.busy) react();
    };
    const again = ifStillWaiting(() => {
      lane.busy = false;
      lane.tries += 1;
      if (lane.tries < TRIES || action.do === 'restock') world.stats.clientRetries += 1;
      else goOn(lane);
    });
    lane.busy = true;
    world.note(`client: ${nameOf(action)}${lane.tries > 0 ? ', again' : ''}`);
    world.spawn({
      name: nameOf(action),
      home: action.do === 'reconcile' ? 'timer' : 'api',
      orderId: () => ('key' in action && action.do !== 'restock' ? world.idOf(action.key) : undefined),
      work: requestOf(world, promises, action),
      ended: (told) =>
        ifStillWaiting(() => {
          world.note(`client: ${nameOf(action)} is answered`);
          told();
          goOn(lane);
        })(),
      failed: (error) => {
        if (!(error instanceof DomainError)) return again();
        if (action.do === 'place') world.stats.refused += 1;
        if (isRepeat) world.breaks(`${nameOf(action)} was refused as ${error.code}, though its order was there`);
        ifStillWaiting(() => {
          world.note(`client: ${nameOf(action)} is refused: ${error.code}`);
          goOn(lane);
        })();
      },
      crashed: again,
      stalled: again,
    });
  };

  const waiting = (): Lane[] => lanes.filter((lane) => !lane.busy && lane.at < lane.actions.length);

  return {
    promises,
    /** Lanes that can continue now, each as its next step. */
    ready: (): (() => void)[] =>
      waiting()
        .filter(({ actions, at }) => isOpen(actions[at] ?? { do: 'operate' }))
        .map((lane) => () => start(lane)),
    areDone: (): boolean => lanes.every(({ busy, at, actions }) => !busy && at >= actions.length),
    /** Gives up what can no longer start. False if there is nothing of the kind. */
    skipWaiting: (): boolean => {
      const stuck = waiting();
      for (const lane of stuck) goOn(lane);
      return stuck.length > 0;
    },
  };
};

export type Clients = ReturnType<typeof clients>;
