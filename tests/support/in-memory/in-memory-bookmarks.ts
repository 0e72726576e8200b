import type { Bookmarks } from '../../../src/application/ports/bookmarks.ts';
import { type Etag, etagOf } from '../../../src/domain/etag.ts';

export const inMemoryBookmarks = (): Bookmarks => {
  const places = new Map<string, { value: string; etag: Etag }>();
  let writes = 0;
  return {
    read: async (job) => places.get(job),
    write: async (job, value, etag) => {
      if (places.get(job)?.etag !== etag) return 'stale';
      writes += 1;
      places.set(job, { value, etag: etagOf(`"${writes}"`) });
      return 'written';
    },
  };
};
