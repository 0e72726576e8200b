import type { Order } from '../shapes.ts';
import { joinParts, type TimelineEntry, type Tone, toEntry } from '../timeline-entry.ts';

const describeState = (state: string, { cancellation, shipment, items }: Order): string | undefined => {
  if (state === 'cancelled' && cancellation) return joinParts(`by ${cancellation.by}`, cancellation.reason);
  if (state === 'shipped' && shipment) return `${shipment.carrier} ${shipment.trackingNumber}`;
  if (state !== 'rejected') return undefined;
  const short = items.filter((line) => line.short).map(({ productId }) => productId);
  return short.length === 0 ? undefined : `too few of ${short.join(', ')}`;
};

const tones: Readonly<Record<string, Tone>> = { confirmed: 'good', shipped: 'good', rejected: 'warn' };

/** Every field whose name ends in `At` is the time of a state, also in later versions. */
export const stateEntries = (order: Order): TimelineEntry[] => {
  const moments = Object.entries(order).flatMap(([name, at]) => {
    const what = /^([a-z]\w*)At$/.exec(name)?.[1];
    if (what === undefined || typeof at !== 'string') return [];
    return [toEntry({ at, kind: 'state', what, detail: describeState(what, order), tone: tones[what] ?? 'plain' })];
  });
  const { attention } = order;
  if (attention?.since === undefined) return moments;
  const flag = { at: attention.since, kind: 'state', what: 'needs attention', detail: attention.reason } as const;
  return [...moments, toEntry({ ...flag, tone: 'bad' })];
};
