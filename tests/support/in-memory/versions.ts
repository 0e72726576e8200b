import { type Etag, etagOf } from '../../../src/domain/etag.ts';
import { plainCopy } from './plain-copy.ts';

/** Deep-copies in both directions, like a wire, and issues quoted entity tags. */
export const versions = <T>() => {
  const entries = new Map<string, { value: T; etag: Etag }>();
  let writes = 0;

  const put = (id: string, value: T) => {
    writes += 1;
    const entry = { value: plainCopy(value), etag: etagOf(`"${writes}"`) };
    entries.set(id, entry);
    return { ...plainCopy(entry), session: `0:-1#${writes}` };
  };

  return {
    get: (id: string) => plainCopy(entries.get(id)),
    values: (): T[] => [...entries.values()].map(({ value }) => plainCopy(value)),
    ids: () => [...entries.keys()],
    put,
    create: (id: string, value: T) => (entries.has(id) ? ('exists' as const) : put(id, value)),
    replace: (id: string, value: T, etag: Etag) =>
      entries.get(id)?.etag === etag ? put(id, value) : ('stale' as const),
    remove: (id: string) => entries.delete(id),
  };
};
