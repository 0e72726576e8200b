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

/** What writes have replaced, for as long as a lagging replica may still show it. */
export interface History {
  /** By partition and id, the oldest first. */
  readonly byDocument: Map<string, Superseded[]>;
  /** The same in the order of writing, which is that of LSNs and of times; the first `dropped` are gone. */
  inOrder: Superseded[];
  dropped: number;
}

export const newHistory = (): History => ({ byDocument: new Map(), inOrder: [], dropped: 0 });

export function forget({ history }: PartitionRange): void {
  history.byDocument.clear();
  history.inOrder = [];
  history.dropped = 0;
}

/** Drops what was replaced up to `until`, in time that is constant per write. */
function prune(history: History, until: number): void {
  for (;;) {
    const oldest = history.inOrder[history.dropped];
    if (oldest === undefined || oldest.at > until) break;
    history.dropped += 1;
    const key = historyKey(oldest.partition, oldest.id);
    const versions = history.byDocument.get(key);
    versions?.shift();
    if (versions?.length === 0) history.byDocument.delete(key);
  }
  if (history.dropped * 2 < history.inOrder.length) return;
  history.inOrder = history.inOrder.slice(history.dropped);
  history.dropped = 0;
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

const historyKey = (partition: LogicalPartition, id: string): string => `${partition.mapKey}\n${id}`;

/** Keeps what a write replaces, and drops what is older than `keepMs`. */
export function remember(
  partition: LogicalPartition,
  id: string,
  write: { lsn: number; at: number; keepMs: number },
): void {
  const { history } = partition.range;
  prune(history, write.at - write.keepMs);
  // A clock that is set back must not disturb the order.
  const at = Math.max(write.at, history.inOrder.at(-1)?.at ?? write.at);
  const version: Superseded = { document: partition.byId.get(id), partition, id, byLsn: write.lsn, at };
  history.inOrder.push(version);
  const key = historyKey(partition, id);
  const versions = history.byDocument.get(key);
  if (versions === undefined) history.byDocument.set(key, [version]);
  else versions.push(version);
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
  return visible(partition.range.history.byDocument.get(historyKey(partition, id)) ?? [], current, view);
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
    if (!range.history.byDocument.has(historyKey(document.partition, document.id))) shown.push(document);
  }
  for (const versions of range.history.byDocument.values()) {
    const [first] = versions;
    if (first === undefined) continue;
    // Looked up anew: a partition that was emptied in between is another object now.
    const current = range.partitions.get(first.partition.mapKey)?.byId.get(first.id);
    const document = visible(versions, current, view);
    if (document !== undefined) shown.push(document);
  }
  return shown.sort((a, b) => a.number - b.number);
}
