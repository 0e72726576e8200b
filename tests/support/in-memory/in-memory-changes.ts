import type { Change, Changes, UnreadableChange } from '../../../src/application/ports/changes.ts';
import { toEtag } from '../ids.ts';
import { plainCopy } from './plain-copy.ts';

export type InMemoryChanges<T> = Changes<T> & {
  /** Stores a new version of a document, and returns it as the feed hands it over. */
  change(value: T, changedAt: string): Change<T>;
  /** Stores a document that nobody can read. */
  damage(id: string, changedAt: string): UnreadableChange;
};

/** The feed hands over changes themselves here: reading one gives a copy. */
export const inMemoryChanges = <T extends { id: string }>(): InMemoryChanges<T> => {
  const latest = new Map<string, { changedAt: string; change: Change<T> | UnreadableChange }>();
  let versions = 0;

  const isChange = (document: unknown): document is Change<T> | UnreadableChange =>
    typeof document === 'object' && document !== null && ('value' in document || 'reason' in document);

  return {
    read: (document) =>
      isChange(document) ? plainCopy(document) : { id: 'unknown', reason: 'It is no document of this container.' },
    async *list(from, to) {
      for (const { changedAt, change } of latest.values()) {
        if (changedAt >= from && changedAt < to) yield plainCopy(change);
      }
    },
    change: (value, moment) => {
      versions += 1;
      const changedAt = `${moment.slice(0, 19)}.000Z`;
      const change = { value: plainCopy(value), etag: toEtag(`"${versions}"`), changedAt };
      latest.set(value.id, { changedAt, change });
      return plainCopy(change);
    },
    damage: (id, changedAt) => {
      const change = { id, reason: 'Fields are missing or invalid: items.' };
      latest.set(id, { changedAt, change });
      return change;
    },
  };
};
