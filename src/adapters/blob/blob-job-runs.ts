import type { BlobServiceClient } from '@azure/storage-blob';
import type { JobRuns } from '../../application/ports/job-runs.ts';
import type { JobName, JobRun } from '../../domain/job-run.ts';
import { readText, writeBlob } from './small-blob.ts';

const isRun = (value: unknown): value is JobRun =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'startedAt', 'endedAt'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  ('summary' in value ? typeof value.summary === 'object' : 'reason' in value && typeof value.reason === 'string');

/** None if somebody else has written there: the next run writes over it. */
const parseRuns = (text: string): readonly JobRun[] => {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isRun) : [];
  } catch {
    return [];
  }
};

/** Stored in the container `reports` as `jobs/{job}.json`. */
export const blobJobRuns = (client: BlobServiceClient): JobRuns => {
  const container = client.getContainerClient('reports');
  const blobOf = (job: JobName) => container.getBlockBlobClient(`jobs/${job}.json`);

  return {
    read: async (job) => {
      const stored = await readText(blobOf(job));
      return stored && { value: parseRuns(stored.value), etag: stored.etag };
    },
    write: (job, runs, etag) =>
      writeBlob(blobOf(job), Buffer.from(JSON.stringify(runs)), 'application/json; charset=utf-8', etag),
  };
};
