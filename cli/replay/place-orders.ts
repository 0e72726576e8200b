import pMap from 'p-map';
import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import type { PlacedAnswer, ReplayClient } from './replay-client.ts';
import type { ReplayOrder } from './replay-file.ts';

export type PlacedOrder = PlacedAnswer & { order: ReplayOrder };
export type Placement = {
  placed: readonly PlacedOrder[];
  /** In the order of the file, with the reason. */
  failed: readonly { order: ReplayOrder; reason: string }[];
};

type PlaceOrdersDeps = {
  client: ReplayClient;
  concurrency: number;
  /** Waits for an order, if orders are placed one by one; false if it did not settle in time. */
  settle: (id: string) => Promise<boolean>;
  onOrder: () => void;
};

/**
 * Places the orders in their order. One that is refused does not affect the others. If Hearth no
 * longer answers or, with concurrency 1, an order does not settle, the rest is not tried.
 */
export const placeOrders = async (orders: readonly ReplayOrder[], deps: PlaceOrdersDeps): Promise<Placement> => {
  const { client, concurrency, settle, onOrder } = deps;
  const placed = new Map<ReplayOrder, PlacedOrder>();
  const reasons = new Map<ReplayOrder, string>();
  let stopped: string | undefined;

  const place = async (order: ReplayOrder): Promise<void> => {
    const answer = await client.placeOrder(order);
    placed.set(order, { ...answer, order });
    if (concurrency === 1 && !(await settle(answer.id))) {
      stopped = `not tried: order ${order.number} before it did not settle`;
    }
  };

  const noteFailure = (order: ReplayOrder, error: unknown): void => {
    if (!(error instanceof Failure)) throw error;
    if (error.exitCode === exitCodes.unreachable) {
      stopped = `not tried: Hearth no longer answered for order ${order.number}`;
    }
    if (!placed.has(order)) reasons.set(order, error.message);
  };

  const placeUnlessStopped = async (order: ReplayOrder): Promise<void> => {
    if (stopped !== undefined) return;
    await place(order).catch((error: unknown) => noteFailure(order, error));
    onOrder();
  };

  await pMap(orders, placeUnlessStopped, { concurrency });
  return {
    placed: orders.flatMap((order) => placed.get(order) ?? []),
    failed: orders.flatMap((order) =>
      placed.has(order) ? [] : [{ order, reason: reasons.get(order) ?? stopped ?? 'not tried' }],
    ),
  };
};
