import type { LogEventFields, LogEventName } from '../../src/application/ports/telemetry.ts';
import type { Row } from '../support/kql/scope.ts';
import { collect, type Data, dropRows, joinData, noData, stampData, type Work } from './collect-data.ts';
import { checkedEvents, cleanUp, HOUR, MINUTE, NOW, reconciled } from './healthy-days.ts';

/** `raise`: healthy days with the trouble in them. `also`: the other alerts that it raises. */
export type Cause = { raise: (healthy: Data) => Promise<Data>; also?: readonly string[] };

const order = { orderId: 'ord_1', messageId: 'm', due: 'reserve', attempt: 5, reason: 'Cosmos DB did not answer.' };
const webhook = { endpointId: 'end_1', eventId: 'evt_1', type: 'order.confirmed', attempt: 9, status: 500, ms: 90 };
const image = { productId: 'prd_1', imageId: 'img_1', reason: 'Storage did not answer.' };
const relayed = { sent: 1, isPastDue: false };

/** Something that the app does some minutes ago, that many times. */
const act =
  (minutesAgo: number, work: (work: Work) => void, times = 1) =>
  async (healthy: Data): Promise<Data> => {
    const repeat = (one: Work): void => {
      for (let i = 0; i < times; i += 1) work(one);
    };
    return joinData([healthy, stampData(await collect('troubled', repeat), NOW - minutesAgo * MINUTE)]);
  };

/** An event of the log that an alert is about. */
const event = <E extends LogEventName>(name: E, fields: LogEventFields[E], minutesAgo = 4): Cause => ({
  raise: act(minutesAgo, ({ say }) => say(name, fields)),
});

const add =
  (rows: Partial<Data>) =>
  async (healthy: Data): Promise<Data> =>
    joinData([healthy, stampData({ ...noData, ...rows }, NOW - 4 * MINUTE)]);

const isAfter = ({ TimeGenerated: time }: Row, ago: number): boolean => Number(time) > NOW - ago;

const says = ({ Message }: Row, text: string): boolean => String(Message).includes(text);

/** The last night lacks this line. */
const withoutLine = (text: string): Cause => ({
  raise: async (healthy) =>
    dropRows(healthy, (row, table) => table === 'AppTraces' && isAfter(row, 26 * HOUR) && says(row, text)),
});

const silenceOfTheApp = (ago: number) => async (healthy: Data) =>
  dropRows(healthy, (row, table) => table.startsWith('App') && isAfter(row, ago));

/** The last hour's changes of orders are not recorded. */
const stoppedFeed = async (healthy: Data): Promise<Data> => {
  const failed = await collect('recordOrderEvents', () => {}, true);
  const recorded = "Executed 'Functions.recordOrderEvents' (Succeeded";
  const without = dropRows(healthy, (row) => isAfter(row, 70 * MINUTE) && says(row, recorded));
  return joinData([without, stampData(failed, NOW - 5 * MINUTE)]);
};

/** For each alert that is a query, what raises it; each cause by itself. */
export const alertCauses: Readonly<Record<string, readonly Cause[]>> = {
  'orders-need-attention': [
    event('order_given_up', { ...order, deliveryCount: 1 }),
    event('order_not_marked', order),
    event('message_malformed', { messageId: 'm', reason: 'It names no order.' }),
  ],
  'orders-waiting': [event('orders_relayed', { ...relayed, oldestMinutes: 16 })],
  'orders-slow': [
    { raise: act(9, ({ say }) => say('order_confirmed', { ...order, number: 'H-1', sincePlacedMs: 61_000 }), 6) },
  ],
  'work-overdue': [
    event('orders_relayed', { ...relayed, oldestMinutes: 64 }, 20),
    { ...event('events_relayed', { ...relayed, oldestMinutes: 64 }, 20), also: ['events-waiting'] },
    { ...event('deliveries_relayed', { ...relayed, oldestMinutes: 64 }, 20), also: ['events-waiting'] },
  ],
  'relay-stopped': [
    { raise: silenceOfTheApp(16 * MINUTE) },
    { raise: silenceOfTheApp(72 * HOUR), also: ['jobs-missing'] },
  ],
  'uploads-given-up': [event('upload_given_up', image)],
  'jobs-missing': [
    withoutLine('sales_reported'),
    withoutLine('images_cleaned_up'),
    withoutLine('events_reconciled'),
    {
      raise: async (healthy) =>
        act(10 * 60, ({ say }) => say('stock_reconciled', { ...reconciled, broken: 1 }))(
          await withoutLine('stock_reconciled').raise(healthy),
        ),
    },
  ],
  'report-failed': [event('report_failed', { day: '2026-11-30', reason: 'Storage did not answer.' })],
  'clean-up-brake': [
    event('clean_up_braked', { ...cleanUp, seen: 100, withoutProduct: 90, reason: '90 of 100 belong to no product.' }),
  ],
  'clean-up-failing': [event('clean_up_broken_off', { ...cleanUp, failed: 50, reason: '50 failures in a row.' })],
  'stock-odd': [event('reconcile_finding', { code: 'negative_stock', productId: 'prd_1' })],
  'events-waiting': [
    event('events_recorded', { source: 'orders', changes: 1, created: 1, unreadable: 0, oldestSeconds: 960 }),
    event('events_relayed', { ...relayed, oldestMinutes: 16 }),
    event('deliveries_relayed', { ...relayed, oldestMinutes: 16 }),
  ],
  'events-stopped': [{ raise: stoppedFeed }],
  'events-missed': [
    event('event_source_malformed', { id: 'ord_1', reason: 'It has no number.' }),
    event('events_reconciled', { ...checkedEvents, created: 1 }),
  ],
  'endpoint-disabled': [event('endpoint_disabled', { endpointId: 'end_1', reason: 'It answered 410.' })],
  'webhooks-failing': [event('webhook_failed', webhook)],
  'webhooks-not-arriving': [
    { raise: act(9, ({ say }) => say('webhook_attempt_failed', { ...webhook, waitMs: 5000 }), 30) },
  ],
  'request-units-jump': [{ raise: act(9, ({ spend }) => spend({ operation: 'orders.query', units: 1_100_000 })) }],
  'logs-capped': [
    {
      raise: add({
        _LogOperation: [
          {
            Category: 'Ingestion',
            Detail: 'The data collection stopped due to daily limit of ingestion. Ingestion status = OverQuota',
          },
        ],
      }),
    },
  ],
  'error-share': [
    { raise: add({ ApiManagementGatewayLogs: Array.from({ length: 20 }, () => ({ ResponseCode: 500 })) }) },
  ],
};
