import type { ReportFormat } from '../../../application/ports/reports.ts';
import { reportFormatFor } from '../accept.ts';
import { type Endpoint, signedIn } from '../api.ts';

type Deps = { getReport: (day: string, format: ReportFormat) => Promise<Uint8Array> };

export const getReportEndpoint = ({ getReport }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const date = request.params.date ?? '';
      const format = reportFormatFor(request.header('accept'));
      const bytes = await getReport(date, format);
      if (format === 'json')
        return { status: 200, bytes, contentType: 'application/json', headers: { vary: 'Accept' } };
      const headers = { vary: 'Accept', 'content-disposition': `attachment; filename="sales-${date}.csv"` };
      return { status: 200, bytes, contentType: 'text/csv; charset=utf-8', headers };
    },
    { roles: ['admin'] },
  );
