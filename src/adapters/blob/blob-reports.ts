import type { BlobServiceClient } from '@azure/storage-blob';
import type { ReportFormat, Reports } from '../../application/ports/reports.ts';
import { blobCall } from './blob-call.ts';
import { listPages } from './list-blobs.ts';
import { readContent } from './read-content.ts';

const PREFIX = 'sales/';

const contentTypes: Record<ReportFormat, string> = { json: 'application/json', csv: 'text/csv; charset=utf-8' };

const nameOf = (day: string, format: ReportFormat): string => `${PREFIX}${day}.${format}`;

/** Stored in the container `reports` as `sales/{day}.json` and `sales/{day}.csv`. */
export const blobReports = (client: BlobServiceClient): Reports => {
  const container = client.getContainerClient('reports');

  return {
    listDays: async () => {
      const days = new Set<string>();
      for await (const { items } of listPages(container, { prefix: PREFIX })) {
        for (const { name } of items) {
          if (name.endsWith('.json')) days.add(name.slice(PREFIX.length, -'.json'.length));
        }
      }
      return days;
    },

    read: (day, format) =>
      blobCall(
        async (abortSignal) => (await readContent(container.getBlobClient(nameOf(day, format)), abortSignal)).bytes,
        { 404: undefined },
      ),

    create: (day, format, bytes) =>
      blobCall(
        async (abortSignal) => {
          await container.getBlockBlobClient(nameOf(day, format)).upload(bytes, bytes.byteLength, {
            abortSignal,
            conditions: { ifNoneMatch: '*' },
            blobHTTPHeaders: { blobContentType: contentTypes[format] },
          });
          return 'created';
        },
        // Storage answers in either of two ways.
        { BlobAlreadyExists: 'exists', ConditionNotMet: 'exists' },
      ),
  };
};
