import type { Change, Changes, UnreadableChange } from '../../../src/application/ports/changes.ts';
import { toEtag } from '../../support/ids.ts';
import { plainCopy } from '../../support/in-memory/plain-copy.ts';
import { isObject } from '../is-object.ts';
import type { VirtualClock } from '../virtual-clock.ts';

const RANGES = 2;

type Stored<T> = { range: number; sequence: number; changedAt: string; change: Change<T> | UnreadableChange };

export type Shown<T> = { documents: readonly (Change<T> | UnreadableChange)[]; last: number };

/** A container with a change feed: of each document it shows only the latest version. */
export const source = <T extends { id: string }>(clock: VirtualClock, collapsed: () => void) => {
  const stored = new Map<string, Stored<T>>();
  const shown = new Map<string, number>();
  let sequence = 0;

  const write = (id: string, change: (n: number, changedAt: string) => Stored<T>['change']): Stored<T>['change'] => {
    sequence += 1;
    const before = stored.get(id);
    if (before && shown.get(id) !== before.sequence) collapsed();
    const changedAt = `${clock().toISOString().slice(0, 19)}.000Z`;
    const range = before?.range ?? stored.size % RANGES;
    const entry = { range, sequence, changedAt, change: change(sequence, changedAt) };
    stored.set(id, entry);
    return plainCopy(entry.change);
  };

  const isChange = (document: unknown): document is Change<T> | UnreadableChange =>
    isObject(document) && ('value' in document || 'reason' in document);

  const behind = (range: number, after: number): [string, Stored<T>][] =>
    [...stored]
      .filter(([, entry]) => entry.range === range && entry.sequence > after)
      .sort(([, a], [, b]) => a.sequence - b.sequence);

  const inside = (from: string, to: string): Stored<T>[] =>
    [...stored.values()].filter(({ changedAt }) => changedAt >= from && changedAt < to);

  return {
    get: (id: string): T | undefined => {
      const change = stored.get(id)?.change;
      return change && 'value' in change ? plainCopy(change.value) : undefined;
    },
    put: (value: T): Change<T> => {
      const made = write(value.id, (n, changedAt) => ({
        value: plainCopy(value),
        etag: toEtag(`"${n}"`),
        changedAt,
      }));
      if ('value' in made) return made;
      throw new Error('A readable document was written.');
    },
    damage: (): void => void write(`damaged-${sequence}`, () => ({ id: 'damaged', reason: 'It has no items.' })),
    ranges: Array.from({ length: RANGES }, (_, range) => range),
    hasChanges: (range: number, after: number): boolean => behind(range, after).length > 0,
    /** The next batch after a position, oldest change first. */
    show: (range: number, after: number, limit: number): Shown<T> => {
      const batch = behind(range, after).slice(0, limit);
      for (const [id, entry] of batch) shown.set(id, entry.sequence);
      return {
        documents: batch.map(([, { change }]) => plainCopy(change)),
        last: batch.at(-1)?.[1].sequence ?? after,
      };
    },
    read: (document: unknown): Change<T> | UnreadableChange =>
      isChange(document) ? plainCopy(document) : { id: 'unknown', reason: 'It is no document of this container.' },
    isEmptyBetween: (from: string, to: string): boolean => inside(from, to).length === 0,
    async *listChanged(from: string, to: string): ReturnType<Changes<T>['list']> {
      for (const { change } of inside(from, to)) yield plainCopy(change);
    },
  };
};

export type Source<T extends { id: string }> = ReturnType<typeof source<T>>;
