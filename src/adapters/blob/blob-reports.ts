import type { BlobServiceClient } from '@azure/storage-blob';
import type { ReportFormat, Reports } from '../../application/ports/reports.ts';
import { listPages } from './list-blobs.ts';
import { readBlob, writeBlob } from './small-blob.ts';

const PREFIX = 'sales/';

const contentTypes: Record<ReportFormat, string> = { json: 'application/json', csv: 'text/csv; charset=utf-8' };

/** Stored in the container `reports` as `sales/{day}.json` and `sales/{day}.csv`. */
export const blobReports = (client: BlobServiceClient): Reports => {
  const container = client.getContainerClient('reports');
  const blobOf = (day: string, format: ReportFormat) => container.getBlockBlobClient(`${PREFIX}${day}.${format}`);

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

    read: async (day, format) => (await readBlob(blobOf(day, format)))?.bytes,

    create: async (day, format, bytes) =>
      (await writeBlob(blobOf(day, format), bytes, contentTypes[format])) === 'written' ? 'created' : 'exists',
  };
};
