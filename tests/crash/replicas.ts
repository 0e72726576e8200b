import type { Versioned } from '../../src/application/ports/versioned.ts';
import type { Decide } from './decisions.ts';

/** The version of each document that one process has seen: its session. It never reads older. */
export type Session = Map<string, number>;

export type ReplicasDeps = {
  now: () => number;
  /** Milliseconds after which no replica returns an older version. */
  maxLag: number;
  decide: Decide;
  stats: { staleReads: number };
  note: (text: string) => void;
};

/** All versions of all documents of a container. Version 0: not there yet. */
export const replicas = <T>({ now, maxLag, decide, stats, note }: ReplicasDeps, nameOf: (value: T) => string) => {
  const versions = new Map<string, (Versioned<T> & { at: number })[]>();
  const count = (id: string): number => versions.get(id)?.length ?? 0;
  const latest = (id: string): Versioned<T> | undefined => versions.get(id)?.at(-1);

  /** Which version a replica returns: by decision one from `floor` on. 0 is the newest possible. */
  const serve = (id: string, floor: number): number => {
    const history = versions.get(id) ?? [];
    const newest = history.length;
    const arrived = 1 + history.findLastIndex(({ at }) => at <= now() - maxLag);
    const age = decide('stale', newest - Math.max(floor, arrived) + 1);
    const shown = latest(id);
    if (age > 0 && shown) {
      stats.staleReads += 1;
      note(`stale read of ${nameOf(shown.value)}: ${age} version(s) old`);
    }
    return newest - age;
  };

  return {
    count,
    latest,
    serve,
    ids: () => [...versions.keys()],
    version: (id: string, version: number): Versioned<T> | undefined => versions.get(id)?.[version - 1],
    add: (id: string, { value, etag }: Versioned<T>): void => {
      versions.set(id, [...(versions.get(id) ?? []), { value, etag, at: now() }]);
    },
    /** The session has seen all: by a write, a lost race or a read that cannot be stale. */
    catchUp: (session: Session, id: string): void => void session.set(id, count(id)),
    all: (): T[] => [...versions.keys()].flatMap((id) => latest(id)?.value ?? []),
  };
};
