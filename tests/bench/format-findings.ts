import Table from 'cli-table3';
import pc from 'picocolors';
import type { Findings } from './benchmark.ts';

type Row = readonly (string | number)[];

const tableOf = (head: readonly string[], rows: readonly Row[]): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};

/** Output for people: tables, goals met and missed, and notes on the figures. */
export const formatFindings = ({ tables, goals, notes }: Findings): string =>
  [
    ...tables.flatMap(({ title, head, rows }) => ['', pc.bold(title), tableOf(head, rows)]),
    ...(goals.length > 0
      ? [
          '',
          tableOf(
            ['goal', 'wanted', 'got', ''],
            goals.map(({ what, wanted, got, met }) => [what, wanted, got, met ? pc.green('met') : pc.red('missed')]),
          ),
        ]
      : []),
    ...notes.map((note) => pc.dim(note)),
  ].join('\n');
