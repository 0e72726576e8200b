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

/** Names are what somebody typed: those that a spreadsheet would take for a formula get an apostrophe in front. */
export const renderCsv: RenderCsv = ({ date, products }) =>
  stringify(
    products.map((product) => ({ date, ...product })),
    {
      header: true,
      columns: ['date', ...columns],
      record_delimiter: 'windows',
      // A line break of another kind ends a row for most readers, too.
      quoted_match: /[\r\n]/,
      escape_formulas: true,
    },
  );
