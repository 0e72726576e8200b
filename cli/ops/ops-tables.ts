import { renderTable, wrapText } from '../client/table.ts';
import { formatMoney } from './format-money.ts';
import type { DeadLetter, Report, StaffOrder } from './ops-shapes.ts';

export const formatAge = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
};

const describeSubject = ({ order, image }: DeadLetter): string => {
  if (order) return `${order.id}\n${order.status}${order.due === undefined ? '' : `, due ${order.due}`}`;
  return image ? `${image.productId}/${image.imageId}${image.status === undefined ? '' : `\n${image.status}`}` : '-';
};

export const deadLetterTable = (items: readonly DeadLetter[]): string =>
  renderTable(
    ['number', 'from', 'order or image', 'cause', 'deliveries', 'age'],
    items.map((item) => [
      item.sequenceNumber,
      item.source,
      describeSubject(item),
      wrapText(item.cause ?? item.reason ?? ''),
      item.deliveryCount,
      formatAge(item.ageSeconds),
    ]),
  );

export const attentionTable = (orders: readonly StaffOrder[]): string =>
  renderTable(
    ['order', 'status', 'due', 'reason', 'since'],
    orders.map(({ id, number, status, due, attention }) => [
      number === undefined ? id : `${id}\n${number}`,
      status,
      due ?? '',
      attention?.reason ?? '',
      attention?.since ?? '',
    ]),
  );

const events = ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped', 'units'] as const;

export const reportTable = ({ date, totals, products }: Report): string => {
  const figures = (row: Report['totals'][number]) => [
    ...events.map((event) => row[event]),
    formatMoney(row.revenue, row.currency),
  ];
  const all = renderTable(
    [date, ...events, 'revenue'],
    totals.map((row) => [row.currency, ...figures(row)]),
  );
  const each = renderTable(
    ['product', 'name', ...events, 'revenue'],
    products.map((row) => [row.productId, row.name, ...figures(row)]),
  );
  return products.length === 0 ? all : `${all}\n${each}`;
};
