import { isDay } from '../../domain/day.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ReportFormat } from '../ports/reports.ts';

type Deps = Pick<Capabilities, 'reports'>;

/** The bytes of one day's sales report. Text that is not a valid day is `not_found`, too. */
export const getReport =
  ({ reports }: Deps) =>
  async (day: string, format: ReportFormat): Promise<Uint8Array> => {
    const bytes = isDay(day) ? await reports.read(day, format) : undefined;
    if (!bytes) throw new DomainError('not_found', 'There is no report for that day.');
    return bytes;
  };
