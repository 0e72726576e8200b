import { stringify } from 'csv-stringify/sync';
import type { RenderCsv } from '../../application/ports/reports.ts';
import type { ProductSales } from '../../domain/sales-report.ts';

const columns = [
  'currency',
  'productId',
  'name',
  'placed',
  'confirmed',
  'rejected',
  'cancelled',
  'shipped',
  'units',
  'revenue',
] as const satisfies readonly (keyof ProductSales)[];

/**
 * Where a cell with a formula would start if `;`, a tab or a line break ended the cell before it.
 * Spreadsheets skip blanks, quotes and invisible characters in front of a formula.
 */
const FORMULA_START =
  /(^|[;\t\r\n\v\f\x85\u2028\u2029])(?=[\s\p{C}\p{Default_Ignorable_Code_Point}"]*[=+\-@＝＋－＠])/gu;

const defuse = (text: string): string => text.replace(FORMULA_START, "$1'");

/**
 * Product names are free text. An apostrophe before text that starts like a formula keeps
 * spreadsheets from running it, and the byte order mark tells Excel that the text is UTF-8.
 */
export const renderCsv: RenderCsv = ({ date, products }) =>
  stringify(
    products.map((product) => ({ date, ...product })),
    {
      bom: true,
      header: true,
      columns: ['date', ...columns],
      record_delimiter: 'windows',
      quoted: true,
      quoted_empty: true,
      cast: { string: defuse },
    },
  );
