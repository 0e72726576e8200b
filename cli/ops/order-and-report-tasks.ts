import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { printable } from '../client/printable.ts';
import { reportTable } from './ops-tables.ts';
import type { Task } from './outcome.ts';

export const retryTask =
  (idOrNumber: string): Task =>
  async (client) => {
    const order = await client.retry(idOrNumber);
    const due = order.due === undefined ? 'nothing is due' : `${order.due} is due and was sent again`;
    return { exitCode: exitCodes.done, json: order, text: printable(`${order.id} is ${order.status}; ${due}.`) };
  };

const missingReportFailure = (date: string): Failure => {
  const isOver = date < new Date().toISOString().slice(0, 10);
  const why = isOver
    ? "the first one is that of the shop's first order. To catch up on a night: npx hearth ops run reportSales"
    : 'that day is not over (UTC).';
  return new Failure(
    exitCodes.notFound,
    `There is no sales report of ${date}. Each is written in the night after its day; ${why}`,
  );
};

export const reportTask =
  (date: string): Task =>
  async (client) => {
    const report = await client.report(date);
    if (report === undefined) throw missingReportFailure(date);
    return { exitCode: exitCodes.done, json: report, text: reportTable(report) };
  };

export const reportCsvTask =
  (date: string): Task =>
  async (client) => {
    const csv = await client.reportCsv(date);
    if (csv === undefined) throw missingReportFailure(date);
    return { exitCode: exitCodes.done, json: null, text: csv };
  };
