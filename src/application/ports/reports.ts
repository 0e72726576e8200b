import type { SalesReport } from '../../domain/sales-report.ts';

export type ReportFormat = 'json' | 'csv';

/** Reports of UTC days (YYYY-MM-DD). A day is done once its JSON exists, which is written last. */
export type Reports = {
  /** The days that are done. */
  listDays(): Promise<ReadonlySet<string>>;
  read(day: string, format: ReportFormat): Promise<Uint8Array | undefined>;
  /** Writes atomically and only once. 'exists': a report is already there and stays as it is. */
  create(day: string, format: ReportFormat, bytes: Uint8Array): Promise<'created' | 'exists'>;
};

/**
 * The product rows of a report as CSV (RFC 4180), safe to open in a spreadsheet. The same report
 * always gives the same text.
 */
export type RenderCsv = (report: SalesReport) => string;
