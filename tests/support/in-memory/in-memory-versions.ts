import type { Versioned } from '../../../src/application/ports/versioned.ts';
import { type Etag, etagOf } from '../../../src/domain/etag.ts';

/** Values by key, each written only over the version that the writer names. */
export const inMemoryVersions = <Key, T>() => {
  const kept = new Map<Key, Versioned<T>>();
  let writes = 0;
  return {
    read: async (key: Key) => kept.get(key),
    write: async (key: Key, value: T, etag?: Etag): Promise<'written' | 'stale'> => {
      if (kept.get(key)?.etag !== etag) return 'stale';
      writes += 1;
      kept.set(key, { value, etag: etagOf(`"${writes}"`) });
      return 'written';
    },
  };
};
