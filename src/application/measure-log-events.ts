import type { Relayed } from './due-windows.ts';
import type { LogEventFields, LogEventName, Telemetry } from './ports/telemetry.ts';

type Rules = { readonly [E in LogEventName]?: (fields: LogEventFields[E]) => void };

const MINUTE = 60;

/**
 * What happens in the shop is logged anyway, so the metrics of the domain are counted from those
 * events: what a metric says and what the log says cannot differ.
 */
export const measureLogEvents = ({ count, record }: Pick<Telemetry, 'count' | 'record'>) => {
  const countOrder = (outcome: 'placed' | 'confirmed' | 'rejected' | 'cancelled' | 'shipped' | 'attention') =>
    count('hearth.orders', 1, { outcome });

  const noteWebhook = (outcome: 'delivered' | 'retried' | 'failed', ms: number | undefined) => {
    // Without a time, there was no call: the event had expired.
    if (ms === undefined) return;
    count('hearth.webhook.attempts', 1, { outcome });
    record('hearth.webhook.duration', ms / 1000, { outcome });
  };

  const noteRelay = (what: 'orders' | 'events' | 'deliveries', { sent, oldestMinutes }: Relayed) => {
    if (sent > 0) count('hearth.relay.sends', sent, { relay: what });
    record('hearth.due.age', oldestMinutes * MINUTE, { what });
  };

  const rules: Rules = {
    order_placed: () => countOrder('placed'),
    order_confirmed: ({ sincePlacedMs }) => {
      countOrder('confirmed');
      record('hearth.order.confirmation.duration', sincePlacedMs / 1000, {});
    },
    order_rejected: () => countOrder('rejected'),
    order_cancelled: () => countOrder('cancelled'),
    order_shipped: () => countOrder('shipped'),
    order_given_up: () => countOrder('attention'),
    order_attempt_failed: ({ waitMs }) => {
      if (waitMs !== undefined) count('hearth.order.retries', 1, {});
    },
    orders_relayed: (relayed) => noteRelay('orders', relayed),
    events_relayed: (relayed) => noteRelay('events', relayed),
    deliveries_relayed: (relayed) => noteRelay('deliveries', relayed),
    upload_processed: ({ status, ms, bytes }) => {
      record('hearth.image.duration', ms / 1000, { outcome: status });
      record('hearth.image.size', bytes, {});
    },
    webhook_delivered: ({ ms }) => noteWebhook('delivered', ms),
    webhook_attempt_failed: ({ ms }) => noteWebhook('retried', ms),
    webhook_failed: ({ ms }) => noteWebhook('failed', ms),
  };

  return <E extends LogEventName>(event: E, fields: LogEventFields[E]): void => rules[event]?.(fields);
};
