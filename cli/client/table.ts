import Table from 'cli-table3';

export type Row = readonly (string | number)[];

/** In lines of at most `width` characters, broken between words if possible. */
export const wrapText = (text: string, width = 60): string =>
  (text.match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S{1,${width}}`, 'g')) ?? []).join('\n');

export const renderTable = (head: readonly string[], rows: readonly Row[]): string => {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};
