import { type History, historyKey, type Superseded } from './history.ts';
import type { LogicalPartition, PartitionRange } from './partition.ts';
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

const isUnseen = ({ at, byLsn }: Superseded, view: View): boolean => at > view.before && byLsn > view.lsn;

/** The first write that the replica has not seen: all after it are unseen, too. */
function firstUnseen({ inOrder, dropped }: History, view: View): Superseded | undefined {
  let low = dropped;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const write = inOrder[middle];
    if (write !== undefined && isUnseen(write, view)) high = middle;
    else low = middle + 1;
  }
  return inOrder[low];
}

/** The LSN that the replica has come to. */
export function lsnOf(range: PartitionRange, view: View | undefined): number {
  const unseen = view && firstUnseen(range.history, view);
  return unseen === undefined ? range.lsn : unseen.byLsn - 1;
}

function visible(versions: readonly Superseded[], current: StoredDocument | undefined, view: View) {
  // The oldest replacement that the replica has not seen yet hides itself and all that came after it.
  const unseen = versions.find((version) => isUnseen(version, view));
  return unseen === undefined ? current : unseen.document;
}

export function readThrough(
  partition: LogicalPartition,
  id: string,
  view: View | undefined,
): StoredDocument | undefined {
  const current = partition.byId.get(id);
  if (view === undefined) return current;
  return visible(partition.range.history.byDocument.get(historyKey(partition.mapKey, id)) ?? [], current, view);
}

/** Whether the view differs from the newest state of the range. */
export function isBehind(range: PartitionRange, view: View | undefined): view is View {
  const latest = range.history.inOrder.at(-1);
  return view !== undefined && latest !== undefined && isUnseen(latest, view);
}

/** What the replica shows of a whole range, in the order of creation. */
export function snapshot(range: PartitionRange, view: View): StoredDocument[] {
  const shown: StoredDocument[] = [];
  for (const document of range.documents.all()) {
    if (!range.history.byDocument.has(historyKey(document.mapKey, document.id))) shown.push(document);
  }
  for (const versions of range.history.byDocument.values()) {
    const [first] = versions;
    if (first === undefined) continue;
    // A partition that was emptied in between is another object now, so it is looked up by its key.
    const current = range.partitions.get(first.mapKey)?.byId.get(first.id);
    const document = visible(versions, current, view);
    if (document !== undefined) shown.push(document);
  }
  return shown.sort((a, b) => a.number - b.number);
}
