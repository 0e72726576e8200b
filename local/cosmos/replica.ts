import { findFirstIndex } from './find-first-index.ts';
import { type History, historyKey, type Superseded } from './history.ts';
import type { LogicalPartition, PartitionRange } from './partition.ts';
import { seenLsn } from './session.ts';
import type { StoredDocument } from './stored-document.ts';

/**
 * What a lagging replica shows to a request: writes up to `before` (milliseconds), and up to `lsn`,
 * which the request's session token has already seen.
 */
export type View = {
  before: number;
  lsn: number;
};

/** Set by a fault. Requests whose session has not seen a write read the state of `lagMs` ago. */
export type StaleReads = {
  lagMs: number;
};

export const laggingView = (
  range: PartitionRange,
  stale: StaleReads | undefined,
  token: string | undefined,
  now: number,
): View | undefined => stale && { before: now - stale.lagMs, lsn: seenLsn(token, range.id) };

const isUnseen = ({ at, byLsn }: Superseded, view: View): boolean => at > view.before && byLsn > view.lsn;

/** The index of the first write that the replica has not seen. All later ones are unseen, too. */
const unseenFrom = ({ inOrder, dropped }: History, view: View): number =>
  findFirstIndex(inOrder, (write) => isUnseen(write, view), dropped);

/** The LSN that the replica has reached. */
export const lsnOf = (range: PartitionRange, view: View | undefined): number => {
  const unseen = view && range.history.inOrder[unseenFrom(range.history, view)];
  return unseen === undefined ? range.lsn : unseen.byLsn - 1;
};

const visible = (versions: readonly Superseded[], current: StoredDocument | undefined, view: View) => {
  // The oldest unseen replacement hides itself and everything after it.
  const unseen = versions.find((version) => isUnseen(version, view));
  return unseen === undefined ? current : unseen.document;
};

export const readThrough = (
  partition: LogicalPartition,
  id: string,
  view: View | undefined,
): StoredDocument | undefined => {
  const current = partition.byId.get(id);
  if (view === undefined) return current;
  return visible(partition.range.history.byDocument.get(historyKey(partition.mapKey, id)) ?? [], current, view);
};

/** Whether the view is older than the newest state of the range. */
export const isBehind = (range: PartitionRange, view: View | undefined): view is View => {
  const latest = range.history.inOrder.at(-1);
  return view !== undefined && latest !== undefined && isUnseen(latest, view);
};

/** The documents of a range that the replica shows, in order of creation. */
export const snapshot = (range: PartitionRange, view: View): StoredDocument[] => {
  const shown: StoredDocument[] = [];
  for (const document of range.documents.all()) {
    if (!range.history.byDocument.has(historyKey(document.mapKey, document.id))) shown.push(document);
  }
  for (const versions of range.history.byDocument.values()) {
    const [first] = versions;
    if (first === undefined) continue;
    // Looked up by key, because a partition that was emptied in between is a new object.
    const current = range.partitions.get(first.mapKey)?.byId.get(first.id);
    const document = visible(versions, current, view);
    if (document !== undefined) shown.push(document);
  }
  return shown.sort((a, b) => a.number - b.number);
};

/** Versions that the replica still shows although they have been replaced since. */
export const replacedVersions = ({ history }: PartitionRange, view: View): StoredDocument[] => {
  const from = unseenFrom(history, view);
  const seen = (history.inOrder[from]?.byLsn ?? 0) - 1;
  return history.inOrder
    .slice(from)
    .flatMap(({ document }) => (document !== undefined && document.lsn <= seen ? [document] : []));
};
