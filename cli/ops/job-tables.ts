import pc from 'picocolors';
import { printable } from '../client/printable.ts';
import { renderTable, wrapText } from '../client/table.ts';
import type { JobRun, ListedJob } from './job-shapes.ts';
import { formatAge } from './ops-tables.ts';

const secondsBetween = (from: string, to: number): number => Math.max(0, (to - Date.parse(from)) / 1000);

/** What it did, or why it failed: "reported 1, left 0". */
export const describeResult = ({ outcome, summary = {}, reason = '' }: JobRun): string =>
  outcome === 'failed'
    ? reason
    : Object.entries(summary)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ');

export const describeDuration = ({ startedAt, endedAt }: JobRun): string =>
  formatAge(secondsBetween(startedAt, Date.parse(endedAt)));

export const jobTable = (jobs: readonly ListedJob[], now: number): string =>
  renderTable(
    ['job', 'last run', 'outcome', 'took', 'result'],
    jobs.map(({ job, runs: [last] }) =>
      last === undefined
        ? [job, 'never', '', '', '']
        : [
            job,
            `${formatAge(secondsBetween(last.startedAt, now))} ago`,
            { painted: last.outcome === 'failed' ? pc.red('failed') : pc.green(printable(last.outcome)) },
            describeDuration(last),
            wrapText(describeResult(last), 40),
          ],
    ),
  );
