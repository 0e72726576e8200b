import type { StoredDocument } from './stored-document.ts';

/** A version that a write has replaced. `document` is absent if there was none. */
export type Superseded = {
  readonly document: StoredDocument | undefined;
  /** Key of its logical partition. */
  readonly mapKey: string;
  readonly id: string;
  /** LSN of the write that replaced it. */
  readonly byLsn: number;
  readonly at: number;
};

/** The versions that writes have replaced, as long as a lagging replica may still show them. */
export type History = {
  /** By partition and id, oldest first. */
  readonly byDocument: Map<string, Superseded[]>;
  /** The same in order of writing, hence by LSN and time. The first `dropped` are gone. */
  inOrder: Superseded[];
  dropped: number;
};

export const newHistory = (): History => ({ byDocument: new Map(), inOrder: [], dropped: 0 });

export const historyKey = (mapKey: string, id: string): string => `${mapKey}\n${id}`;

export const forget = (history: History): void => {
  history.byDocument.clear();
  history.inOrder = [];
  history.dropped = 0;
};

/** Drops versions replaced up to `until`. Takes constant time per write. */
const prune = (history: History, until: number): void => {
  for (;;) {
    const oldest = history.inOrder[history.dropped];
    if (oldest === undefined || oldest.at > until) break;
    history.dropped += 1;
    const key = historyKey(oldest.mapKey, oldest.id);
    const versions = history.byDocument.get(key);
    versions?.shift();
    if (versions?.length === 0) history.byDocument.delete(key);
  }
  if (history.dropped * 2 < history.inOrder.length) return;
  history.inOrder = history.inOrder.slice(history.dropped);
  history.dropped = 0;
};

/** Keeps the version that a write replaces, and drops those older than `keepMs`. */
export const remember = (history: History, replaced: Superseded, keepMs: number): void => {
  prune(history, replaced.at - keepMs);
  // Keeps the order even if the clock is set back.
  const version = { ...replaced, at: Math.max(replaced.at, history.inOrder.at(-1)?.at ?? replaced.at) };
  history.inOrder.push(version);
  const key = historyKey(version.mapKey, version.id);
  const versions = history.byDocument.get(key);
  if (versions === undefined) history.byDocument.set(key, [version]);
  else versions.push(version);
};
