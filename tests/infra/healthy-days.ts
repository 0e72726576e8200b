import { collect, type Data, joinData, noData, stampData } from './collect-data.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Noon. The nightly jobs run at two. */
export const NOW = Date.UTC(2026, 11, 1, 12);

const HOURS = 50;

const order = { orderId: 'ord_1', number: 'H-1', sincePlacedMs: 800 };
const attempt = { messageId: 'ord_1:placed', attempt: 1 };
const relayed = { sent: 0, oldestMinutes: 0, isPastDue: false };
const webhook = { endpointId: 'end_1', eventId: 'evt_1', type: 'order.confirmed', attempt: 1, ms: 120 };

/** The relays find a little to do, and all is well with it. */
const collectMinute = async (): Promise<Data> =>
  joinData([
    await collect('relayOrders', ({ say }) => say('orders_relayed', relayed)),
    await collect('relayEvents', ({ say }) => say('events_relayed', relayed)),
    await collect('relayDeliveries', ({ say }) => say('deliveries_relayed', { ...relayed, sent: 1, oldestMinutes: 8 })),
    { ...noData, ApiManagementGatewayLogs: [{ ResponseCode: 200 }] },
  ]);

/** An order that succeeds at its second attempt, with an event and a webhook that does, too. */
const collectOrder = async (): Promise<Data> =>
  joinData([
    await collect('placeOrder', ({ say, spend }) => {
      spend({ operation: 'orders.create', units: 35 });
      say('order_placed', { ...order, sincePlacedMs: 20, lines: 3, total: 100, currency: 'EUR' });
    }),
    await collect('processOrder', ({ say, spend }) => {
      spend({ operation: 'stock.batch', units: 40 });
      say('order_attempt_failed', { orderId: 'ord_1', ...attempt, maxAttempts: 10, waitMs: 500, reason: 'busy' });
      say('order_confirmed', { ...order, ...attempt });
    }),
    await collect('recordOrderEvents', ({ say }) =>
      say('events_recorded', { source: 'orders', changes: 1, created: 2, unreadable: 0, oldestSeconds: 3 }),
    ),
    await collect('deliverWebhook', ({ say }) => {
      say('webhook_attempt_failed', { ...webhook, status: 503, waitMs: 5000 });
      say('webhook_delivered', { ...webhook, attempt: 2, status: 200 });
    }),
    { ...noData, ApiManagementGatewayLogs: [{ ResponseCode: 503 }] },
    { ...noData, _LogOperation: [{ Category: 'Ingestion', Detail: 'Ingestion status = Approaching' }] },
  ]);

export const reconciled = {
  reservations: 3,
  orders: 3,
  levels: 3,
  products: 3,
  givenBack: 0,
  availabilitySet: 0,
  found: 0,
  busy: 0,
  skipped: 0,
  broken: 0,
  isPastDue: false,
};

export const cleanUp = {
  processed: 0,
  dropped: 0,
  originalsRemoved: 0,
  variantsRemoved: 0,
  foreign: 0,
  failed: 0,
};

export const checkedEvents = { checked: 9, created: 0, unreadable: 0, complete: true, isPastDue: false };

const collectNight = async (): Promise<Data> =>
  joinData([
    await collect('reportSales', ({ say }) => say('sales_reported', { reported: 1, left: 0, isPastDue: false })),
    await collect('reconcileStock', ({ say }) => say('stock_reconciled', reconciled)),
    await collect('cleanUpImages', ({ say }) =>
      say('images_cleaned_up', { ...cleanUp, resumed: false, complete: true, isPastDue: false }),
    ),
    await collect('reconcileEvents', ({ say }) => say('events_reconciled', checkedEvents)),
  ]);

/** What a shop without trouble has written up to now. */
export const collectHealthyDays = async (): Promise<Data> => {
  const [minute, placed, night] = [await collectMinute(), await collectOrder(), await collectNight()];
  const parts: Data[] = [];
  for (let time = NOW - HOURS * HOUR; time <= NOW; time += MINUTE) {
    parts.push(stampData(minute, time));
    if (time % (5 * MINUTE) === 0) parts.push(stampData(placed, time));
    if (time % (24 * HOUR) === 2 * HOUR) parts.push(stampData(night, time));
  }
  return joinData(parts);
};
