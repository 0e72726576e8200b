import Table from 'cli-table3';

export type Row = readonly (string | number)[];

/** In lines of at most 60 characters, so that a sentence fits into a table. */
export const wrapped = (text: string): string => text.replaceAll(/(.{1,60})(?:\s+|$)/g, '$1\n').trimEnd();

export const tableOf = (head: readonly string[], rows: readonly Row[]): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};
