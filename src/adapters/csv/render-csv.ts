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
 * Product names are free text. Those that start like a formula get a leading apostrophe, so that a
 * spreadsheet does not run them.
 */
export const renderCsv: RenderCsv = ({ date, products }) =>
  stringify(
    products.map((product) => ({ date, ...product })),
    {
      header: true,
      columns: ['date', ...columns],
      record_delimiter: 'windows',
      // Most readers also end a row at other kinds of line breaks.
      quoted_match: /[\r\n]/,
      escape_formulas: true,
    },
  );
