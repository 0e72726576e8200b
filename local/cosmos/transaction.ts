import { type Container, isExpired } from './container.ts';
import { forget, remember } from './history.ts';
import { type LogicalPartition, putDocument } from './partition.ts';
import type { StoredDocument } from './stored-document.ts';

/** Writes to one logical partition that become visible on commit, all with one LSN. */
export type Transaction = {
  readonly container: Container;
  readonly partition: LogicalPartition;
  readonly now: number;
  readonly lsn: number;
  read(id: string): StoredDocument | undefined;
  put(document: StoredDocument): void;
  remove(id: string): void;
  /** The LSN is taken at the start, so nothing may run between the start and this. */
  commit(): void;
};

/** `keepMs`: how long replaced versions are kept for lagging replicas. 0: not at all. */
export const beginTransaction = (
  container: Container,
  partition: LogicalPartition,
  now: number,
  keepMs: number,
): Transaction => {
  const staged = new Map<string, StoredDocument | undefined>();
  const { range } = partition;
  const lsn = range.lsn + 1;
  return {
    container,
    partition,
    now,
    lsn,
    read(id) {
      if (staged.has(id)) return staged.get(id);
      const document = partition.byId.get(id);
      return document !== undefined && isExpired(container, document, now) ? undefined : document;
    },
    put: (document) => void staged.set(document.id, document),
    remove: (id) => void staged.set(id, undefined),
    commit() {
      if (staged.size === 0) return;
      range.lsn = lsn;
      if (keepMs === 0) forget(range.history);
      for (const [id, document] of staged) {
        const replaced = { document: partition.byId.get(id), mapKey: partition.mapKey, id, byLsn: lsn, at: now };
        if (keepMs > 0) remember(range.history, replaced, keepMs);
        putDocument(partition, id, document);
      }
    },
  };
};
