import { renderTable, wrapText } from '../client/table.ts';
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
    orders.map(({ id, status, due, attention }) => [
      id,
      status,
      due ?? '',
      attention?.reason ?? '',
      attention?.since ?? '',
    ]),
  );

/** Minor units as the currency writes them; 1234 EUR is 12.34, 1234 JPY is 1234. */
const formatMoney = (minor: number | string, currency: string): string => {
  try {
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    const digits = String(minor).padStart(maximumFractionDigits + 1, '0');
    const point = digits.length - maximumFractionDigits;
    const fraction = maximumFractionDigits === 0 ? '' : `.${digits.slice(point)}`;
    return `${digits.slice(0, point)}${fraction} ${currency}`;
  } catch {
    return `${minor} ${currency} (minor units)`;
  }
};

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
