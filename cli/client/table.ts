import Table from 'cli-table3';
import { printable } from './printable.ts';

/** `painted` text has colours, so untrusted text in it must already be printable. */
type Cell = string | number | { painted: string };

export type Row = readonly Cell[];

const renderCell = (cell: Cell): string => (typeof cell === 'object' ? cell.painted : printable(String(cell)));

/** Printable, in lines of at most `width` characters, broken between words if possible. */
export const wrapText = (text: string, width = 60): string =>
  (printable(text).match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S{1,${width}}`, 'g')) ?? []).join('\n');

export const renderTable = (head: readonly string[], rows: readonly Row[]): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => row.map(renderCell)));
  return table.toString();
};
