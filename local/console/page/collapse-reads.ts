import type { TimelineEntry } from '../timeline-entry.ts';

/** `count`: how many identical reads followed each other. The last one was at `lastAt`. */
export type CollapsedEntry = { entry: TimelineEntry; count: number; lastAt: string };

const isSameRead = (one: TimelineEntry, other: TimelineEntry): boolean =>
  one.kind === 'read' && other.kind === 'read' && one.what === other.what && one.detail === other.detail;

/** Merges identical reads with nothing between them into one. */
export const collapseReads = (entries: readonly TimelineEntry[]): CollapsedEntry[] => {
  const collapsed: CollapsedEntry[] = [];
  for (const entry of entries) {
    const last = collapsed.at(-1);
    if (last !== undefined && isSameRead(last.entry, entry)) {
      collapsed[collapsed.length - 1] = { ...last, count: last.count + 1, lastAt: entry.at };
    } else collapsed.push({ entry, count: 1, lastAt: entry.at });
  }
  return collapsed;
};
