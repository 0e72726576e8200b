import { exitCodes, OpsError } from '../client/exit-codes.ts';
import { reportTable } from './ops-tables.ts';
import type { Task } from './outcome.ts';

export const retryTask =
  (orderId: string): Task =>
  async (client) => {
    const order = await client.retry(orderId);
    const due = order.due === undefined ? 'nothing is due' : `${order.due} is due, and sent again`;
    return { exitCode: exitCodes.done, json: order, text: `${order.id} is ${order.status}; ${due}.` };
  };

const missing = (date: string): OpsError => {
  const isOver = date < new Date().toISOString().slice(0, 10);
  const why = isOver
    ? "the shop's first is of the day of its first order. Where a night was skipped: npm run ops -- run reportSales"
    : 'that day is not over (UTC).';
  return new OpsError(
    exitCodes.notFound,
    `There is no sales report of ${date}. It is made in the night after the day; ${why}`,
  );
};

export const reportTask =
  (date: string): Task =>
  async (client) => {
    const report = await client.report(date);
    if (report === undefined) throw missing(date);
    return { exitCode: exitCodes.done, json: report, text: reportTable(report) };
  };

export const reportCsvTask =
  (date: string): Task =>
  async (client) => {
    const csv = await client.reportCsv(date);
    if (csv === undefined) throw missing(date);
    return { exitCode: exitCodes.done, json: null, text: csv };
  };
