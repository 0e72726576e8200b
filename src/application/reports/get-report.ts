import { isDay } from '../../domain/day.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ReportFormat, Reports } from '../ports/reports.ts';

/** The bytes of one day's sales report. What is no day has no report either. */
export const getReport =
  ({ reports }: { reports: Reports }) =>
  async (day: string, format: ReportFormat): Promise<Uint8Array> => {
    const bytes = isDay(day) ? await reports.read(day, format) : undefined;
    if (!bytes) throw new DomainError('not_found', 'There is no report of that day.');
    return bytes;
  };
