import { InvocationContext } from '@azure/functions';
import type { ReportedSales } from '../../../src/application/reports/report-sales.ts';
import { job } from '../../../src/functions/timer/job.ts';
import { reportSalesJob } from '../../../src/functions/timer/report-sales.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const tick = async (reportSales: () => Promise<ReportedSales>, isPastDue = false) => {
  const log = recordingLog();
  const context = new InvocationContext({ invocationId: 'i', functionName: 'reportSales' });
  await job(async () => reportSalesJob({ reportSales, log }))(sampleTimer(isPastDue), context);
  return log.entries;
};

test.each([false, true])('says what was reported and what is left, and whether it came late: %p', async (isPastDue) => {
  expect(await tick(async () => ({ reported: 3, left: 2 }), isPastDue)).toEqual([
    { level: 'info', event: 'sales_reported', fields: { reported: 3, left: 2, isPastDue } },
  ]);
});

test('the same counts are kept with the run', async () => {
  const run = reportSalesJob({ reportSales: async () => ({ reported: 3, left: 2 }), log: recordingLog() });

  expect(await run(sampleTimer(false), new InvocationContext())).toEqual({ reported: 3, left: 2 });
});

test('a day that has no report is a failed run', async () => {
  await expect(tick(() => Promise.reject(new Error('There is no report of 2026-03-01')))).rejects.toThrow('2026-03-01');
});
