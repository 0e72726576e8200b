import pc from 'picocolors';
import { printable } from '../client/printable.ts';
import { type Row, renderTable, wrapText } from '../client/table.ts';
import { formatMoney } from './format-money.ts';
import type { FullOrder } from './ops-shapes.ts';
import { formatAge } from './ops-tables.ts';
import type { TimelineEntry } from './order-timeline.ts';
import type { OrderHistory } from './read-order-history.ts';

/** Work that has been due for longer is probably stuck. */
const SLOW_SECONDS = 15 * 60;

const secondsSince = (time: string, now: number): number => Math.max(0, Math.round((now - Date.parse(time)) / 1000));

/** Without milliseconds: 2026-11-24 11:00:00 */
const formatTime = (time: string): string => time.replace('T', ' ').replace(/(\.\d+)?Z$/, '');

/** Seconds for which its work has been due; undefined if nothing is due. */
const dueSeconds = ({ due, dueSince, placedAt }: FullOrder, now: number): number | undefined =>
  due === undefined ? undefined : secondsSince(dueSince ?? placedAt, now);

const describeDue = (order: FullOrder, now: number): string => {
  const seconds = dueSeconds(order, now);
  return seconds === undefined ? '' : `${order.due} for ${formatAge(seconds)}`;
};

export const isSlow = (order: FullOrder, now: number): boolean => (dueSeconds(order, now) ?? 0) > SLOW_SECONDS;

/** Shows numbers instead of ids: every command takes them. */
export const orderTable = (orders: readonly FullOrder[], now: number): string =>
  renderTable(
    ['order', 'status', 'due', 'total', 'placed (UTC)', 'attention'],
    orders.map((order) => [
      order.number ?? order.id,
      order.status,
      describeDue(order, now),
      formatMoney(order.total, order.currency),
      formatTime(order.placedAt),
      wrapText(order.attention?.reason ?? '', 30),
    ]),
  );

const lettersRow = ({ deadLetters, unknown }: OrderHistory): Row => {
  const names = deadLetters?.items.map(({ sequenceNumber, source }) => `${sequenceNumber} (${source})`) ?? [];
  if (names.length > 0) return ['dead letters', { painted: pc.red(printable(names.join(', '))) }];
  const reason = unknown.find(({ part }) => part === 'deadLetters')?.reason;
  if (reason !== undefined) return ['dead letters', { painted: pc.yellow(wrapText(`unknown (${reason})`)) }];
  return ['dead letters', deadLetters?.more ? 'none among those that were read; there are more' : 'none'];
};

const summaryRows = (history: OrderHistory, now: number): Row[] => {
  const { order } = history;
  const { id, number, status, customerId, items, total, currency, attention } = order;
  const units = items.map((line) => `${line.quantity} x ${line.productId}${line.short ? ' (short)' : ''}`);
  const flag = attention && `${attention.reason}${attention.since === undefined ? '' : `, since ${attention.since}`}`;
  return [
    ['id', id],
    ['number', number ?? '-'],
    ['status', status],
    ['due', describeDue(order, now) || 'nothing'],
    ['attention', flag === undefined ? '-' : { painted: pc.red(wrapText(flag)) }],
    ['total', formatMoney(total, currency)],
    ['lines', wrapText(units.join(', '))],
    ['customer', customerId ?? '-'],
    lettersRow(history),
  ];
};

const timelineTable = (entries: readonly TimelineEntry[]): string =>
  renderTable(
    ['time (UTC)', 'what', ''],
    entries.map(({ at, kind, what, detail }) => [
      at.replace('T', ' ').replace('Z', ''),
      kind === 'order' ? what : `${kind.replace('_', ' ')}\n${what}`,
      wrapText(detail ?? '', 50),
    ]),
  );

const noteOf = ({ events, unknown }: OrderHistory): string[] => [
  ...(events?.length === 0 ? ['No events. They are recorded shortly after a change, and kept for 30 days.'] : []),
  ...unknown
    .filter(({ part }) => part !== 'deadLetters')
    .map(({ part, reason }) => pc.yellow(printable(`The ${part} are unknown: ${reason}`))),
];

export const describeHistory = (history: OrderHistory, entries: readonly TimelineEntry[], now: number): string =>
  [
    renderTable(['', 'order'], summaryRows(history, now)),
    timelineTable(entries),
    ...noteOf(history),
    ...(isSlow(history.order, now)
      ? [pc.yellow('Its work is overdue. Check that processOrder and relayOrders run.')]
      : []),
    ...(history.order.attention ? [pc.yellow('Fix the cause, then: npx hearth ops retry')] : []),
  ].join('\n');
