import pc from 'picocolors';
import { formatCount } from '../client/format-count.ts';
import { type Row, renderTable } from '../client/table.ts';
import type { Percentiles, ReplaySummary } from './summary.ts';

const formatMilliseconds = (value: number | null): string => {
  if (value === null) return '-';
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
};

const formatLatency = ({ p50, p95, count }: Percentiles): string =>
  count === 0 ? '-' : `p50 ${formatMilliseconds(p50)}, p95 ${formatMilliseconds(p95)} (${formatCount(count, 'order')})`;

const figureRows = ({ products, orders, placing, settling, seconds, ordersPerSecond }: ReplaySummary): Row[] => [
  ['products', `${products.total}: ${products.created} created, ${products.existing} there already`],
  ['orders', orders.total],
  ['  created', orders.created],
  [
    '  replayed',
    orders.replayedAfterRetry === 0
      ? orders.replayed
      : `${orders.replayed}, ${orders.replayedAfterRetry} of them after a lost answer`,
  ],
  ['  failed', orders.failed],
  ['confirmed', orders.confirmed],
  ['rejected', orders.rejected],
  ['other', orders.other],
  ...(orders.elsewhere === 0 ? [] : [['not from the file', orders.elsewhere] as const]),
  ['placing, with retries', formatLatency(placing)],
  ["settling, by the server's times", formatLatency(settling)],
  ['time', `${seconds.placing.toFixed(1)} s placing, ${seconds.total.toFixed(1)} s in all`],
  ['orders per second', ordersPerSecond.toFixed(1)],
];

/** Of orders; products are always listed whole. */
const MAX_ROWS = 20;

const problemTables = ({ problems }: ReplaySummary): string[] => {
  const section = (title: string, head: readonly string[], rows: readonly Row[], most = MAX_ROWS): string[] => {
    if (rows.length === 0) return [];
    const more = rows.length > most ? [`... and ${rows.length - most} more; --json has them all.`] : [];
    return ['', pc.red(`${title} (${rows.length})`), renderTable(head, rows.slice(0, most)), ...more];
  };
  return [
    ...section(
      'Books that do not balance',
      ['product', 'available', 'held', 'received', 'shipped', 'problem'],
      problems.products.map(({ productId, level, problems: found }) => [
        productId,
        level.available,
        level.held,
        level.received,
        level.shipped,
        found.join('\n'),
      ]),
      Number.POSITIVE_INFINITY,
    ),
    ...section(
      'Orders that are wrong',
      ['number', 'customer', 'id', 'problem'],
      problems.orders.map(({ number, customer, id, problem }) => [number, customer, id, problem]),
    ),
    ...section(
      'Orders that were not placed',
      ['number', 'customer', 'reason'],
      problems.failed.map(({ number, customer, reason }) => [number, customer, reason]),
    ),
    ...section(
      'Orders that did not settle',
      ['number', 'id', 'status', 'due', 'attention'],
      problems.unsettled.map(({ number, id, status, due, attention }) => [number, id, status, due, attention ?? '']),
    ),
  ];
};

const formatAll = (count: number, word: string): string =>
  count === 1 ? `The one ${word}` : `All ${formatCount(count, word)}`;

/** The summary for people: the figures, what is wrong, and the verdict. */
export const summaryTable = (summary: ReplaySummary): string => {
  const { ok, orders, products } = summary;
  const verdict = ok
    ? pc.green(
        `${formatAll(orders.total, 'order')} settled, and the books of ${formatAll(products.total, 'product').toLowerCase()} balance.`,
      )
    : pc.red('Something is wrong: see above.');
  return [renderTable(['', 'replay'], figureRows(summary)), ...problemTables(summary), '', verdict].join('\n');
};
