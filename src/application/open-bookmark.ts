import { describeFailure } from '../domain/describe-failure.ts';
import type { Capabilities } from './capabilities.ts';

type Deps = Pick<Capabilities, 'bookmarks' | 'log'>;

/** `place`: where the last run stopped; undefined for the beginning. `leave` stores a new place. */
type OpenBookmark = { place: string | undefined; leave: (place: string | undefined) => Promise<void> };

/**
 * Neither this nor `leave` rejects: if the bookmark cannot be read, the job starts from the
 * beginning. If two runs overlap, the first to write wins.
 */
export const openBookmark = async ({ bookmarks, log }: Deps, job: string): Promise<OpenBookmark> => {
  const logFailure = (error: unknown): undefined => {
    log.warn('bookmark_failed', { job, ...describeFailure(error) });
  };
  const stored = await bookmarks.read(job).catch(logFailure);
  return {
    place: stored?.value === '' ? undefined : stored?.value,
    leave: async (place = '') => {
      if (place === (stored?.value ?? '')) return;
      const outcome = await bookmarks.write(job, place, stored?.etag).catch(logFailure);
      if (outcome === 'stale') log.info('bookmark_stale', { job });
    },
  };
};
