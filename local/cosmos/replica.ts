import type { LogicalPartition, PartitionRange, Superseded } from './partition.ts';
import { seenLsn } from './session.ts';
import type { StoredDocument } from './stored-document.ts';

/**
 * How far a request can see. A lagging replica shows the writes up to `before` (milliseconds), and those up to `lsn`,
 * which is what the session token of the request has seen already.
 */
export interface View {
  before: number;
  lsn: number;
}

/** Set by a fault: for a while, requests that have not seen a write in their session read what was there `lagMs` ago. */
export interface StaleReads {
  lagMs: number;
}

export function lagging(
  range: PartitionRange,
  stale: StaleReads | undefined,
  token: string | undefined,
  now: number,
): View | undefined {
  return stale && { before: now - stale.lagMs, lsn: seenLsn(token, range.id) };
}

/** The LSN that the replica has come to. */
export function lsnOf(range: PartitionRange, view: View | undefined): number {
  let lsn = range.lsn;
  if (view === undefined) return lsn;
  for (const versions of range.history.values()) {
    for (const { at, byLsn } of versions) {
      if (at > view.before && byLsn > view.lsn) lsn = Math.min(lsn, byLsn - 1);
    }
  }
  return lsn;
}

const historyKey = (partition: LogicalPartition, id: string): string => `${partition.mapKey}\n${id}`;

/** Keeps what a write replaces for as long as a lagging replica may still show it. */
export function remember(
  partition: LogicalPartition,
  id: string,
  write: { lsn: number; at: number; keepMs: number },
): void {
  const { history } = partition.range;
  const key = historyKey(partition, id);
  const kept = (history.get(key) ?? []).filter((version) => version.at > write.at - write.keepMs);
  kept.push({ document: partition.byId.get(id), partition, id, byLsn: write.lsn, at: write.at });
  history.set(key, kept);
}

function visible(versions: readonly Superseded[], current: StoredDocument | undefined, view: View) {
  // The oldest replacement that the replica has not seen yet hides itself and all that came after it.
  const unseen = versions.find((version) => version.at > view.before && version.byLsn > view.lsn);
  return unseen === undefined ? current : unseen.document;
}

export function readThrough(
  partition: LogicalPartition,
  id: string,
  view: View | undefined,
): StoredDocument | undefined {
  const current = partition.byId.get(id);
  if (view === undefined) return current;
  return visible(partition.range.history.get(historyKey(partition, id)) ?? [], current, view);
}

/** Whether the view differs from the newest state of the range. */
export function isBehind(range: PartitionRange, view: View | undefined): view is View {
  if (view === undefined || range.history.size === 0) return false;
  for (const versions of range.history.values()) {
    if (versions.some((version) => version.at > view.before && version.byLsn > view.lsn)) return true;
  }
  return false;
}

/** What the replica shows of a whole range, in the order of creation. */
export function snapshot(range: PartitionRange, view: View): StoredDocument[] {
  const shown: StoredDocument[] = [];
  for (const document of range.documents.all()) {
    if (!range.history.has(historyKey(document.partition, document.id))) shown.push(document);
  }
  for (const versions of range.history.values()) {
    const [first] = versions;
    if (first === undefined) continue;
    // Looked up anew: a partition that was emptied in between is another object now.
    const current = range.partitions.get(first.partition.mapKey)?.byId.get(first.id);
    const document = visible(versions, current, view);
    if (document !== undefined) shown.push(document);
  }
  return shown.sort((a, b) => a.number - b.number);
}
