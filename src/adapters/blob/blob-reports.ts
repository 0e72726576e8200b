import type { BlobServiceClient } from '@azure/storage-blob';
import type { ReportFormat, Reports } from '../../application/ports/reports.ts';
import { blobCall, isTaken } from './blob-call.ts';
import { contentOf } from './content-of.ts';

const PREFIX = 'sales/';

const contentTypes: Record<ReportFormat, string> = { json: 'application/json', csv: 'text/csv; charset=utf-8' };

const nameOf = (day: string, format: ReportFormat): string => `${PREFIX}${day}.${format}`;

/** Stored in the container `reports` as `sales/{day}.json` and `sales/{day}.csv`. */
export const blobReports = (client: BlobServiceClient): Reports => {
  const container = client.getContainerClient('reports');

  const firstPage = (continuationToken: string) =>
    blobCall(async (abortSignal) => {
      const pages = container
        .listBlobsFlat({ prefix: PREFIX, abortSignal })
        .byPage(continuationToken === '' ? {} : { continuationToken });
      for await (const page of pages) return page;
      return undefined;
    });

  return {
    // One call per page, so that each page has its own deadline.
    listDays: async () => {
      const days = new Set<string>();
      let token = '';
      do {
        const page = await firstPage(token);
        for (const { name } of page?.segment.blobItems ?? []) {
          if (name.endsWith('.json')) days.add(name.slice(PREFIX.length, -'.json'.length));
        }
        token = page?.continuationToken ?? '';
      } while (token !== '');
      return days;
    },

    read: (day, format) =>
      blobCall(
        async (abortSignal) => (await contentOf(container.getBlobClient(nameOf(day, format)), abortSignal))?.bytes,
      ),

    create: (day, format, bytes) =>
      blobCall(async (abortSignal) => {
        try {
          await container.getBlockBlobClient(nameOf(day, format)).upload(bytes, bytes.byteLength, {
            abortSignal,
            conditions: { ifNoneMatch: '*' },
            blobHTTPHeaders: { blobContentType: contentTypes[format] },
          });
          return 'created';
        } catch (error) {
          if (isTaken(error)) return 'exists';
          throw error;
        }
      }),
  };
};
