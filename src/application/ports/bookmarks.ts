import type { Etag } from '../../domain/etag.ts';
import type { Versioned } from './versioned.ts';

/**
 * How far the jobs that may take several nights have come, by job name. If one is lost, the job
 * only has to start again.
 */
export type Bookmarks = {
  read(job: string): Promise<Versioned<string> | undefined>;
  /** Compare-and-set, as `Orders.replace`. Without `etag`: only if there is none yet. */
  write(job: string, place: string, etag?: Etag): Promise<'written' | 'stale'>;
};
