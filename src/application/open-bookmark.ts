import type { Bookmarks } from './ports/bookmarks.ts';
import type { Log } from './ports/telemetry.ts';

/** `place` is undefined at the beginning. */
export type OpenBookmark = { place: string | undefined; leave: (place: string | undefined) => Promise<void> };

/**
 * Where a job continues, and where it stops. Never rejects: if the bookmark cannot be read, the job
 * starts at the beginning. If two runs overlap, the first to write wins.
 */
export const openBookmark = async (
  { bookmarks, log }: { bookmarks: Bookmarks; log: Log },
  job: string,
): Promise<OpenBookmark> => {
  const failed = (error: unknown): undefined => {
    log.warn('bookmark_failed', { job, reason: String(error) });
  };
  const stored = await bookmarks.read(job).catch(failed);
  return {
    place: stored?.value === '' ? undefined : stored?.value,
    leave: async (place = '') => {
      if (place === (stored?.value ?? '')) return;
      const outcome = await bookmarks.write(job, place, stored?.etag).catch(failed);
      if (outcome === 'stale') log.info('bookmark_stale', { job });
    },
  };
};
