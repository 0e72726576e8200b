import { withoutAttention } from '../domain/order.ts';
import { announceDue } from './announce-due.ts';
import type { ChangeOrderCommand, ChangeOrderDeps } from './change-order.ts';
import { compareAndSet } from './compare-and-set.ts';
import { checkPrecondition } from './precondition.ts';
import { visibleOrder } from './visible-order.ts';

export type RetryOrderDeps = ChangeOrderDeps & { randomId: () => string };

/** Clears `attention` first, then sends: a crash in between leaves the order to the relay. A new root, so that nothing seen before drops it. */
export const retryOrder = (deps: RetryOrderDeps) => {
  const load = visibleOrder(deps);
  const announce = announceDue(deps);

  return async ({ orderId, principal, precondition }: ChangeOrderCommand) => {
    const cleared = await compareAndSet(async () => {
      const stored = await load(orderId, principal);
      checkPrecondition(precondition, stored.etag);
      if (stored.value.attention === undefined) return stored;
      return deps.orders.replace(withoutAttention(stored.value, deps.clock().toISOString()), stored.etag);
    });
    await announce(cleared, deps.randomId());
    return cleared;
  };
};
