import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import { type TraceSummary, traceSummary } from '../shapes.ts';

const MAX_READ = 200;
const MAX_SHOWN = 20;

/** A page that follows its order reads it again and again. Most traces would be those. */
const isPlainRead = ({ name, errors }: TraceSummary): boolean => /^(GET|HEAD) /.test(name) && errors === 0;

/** Traces that name the order, the newest first; not those that only read it. */
export const readOrderTraces = async (
  ask: AskPart,
  url: string,
  id: string,
  signal: AbortSignal,
): Promise<TraceSummary[]> => {
  const query = new URLSearchParams({ orderId: id, limit: String(MAX_READ) });
  const traces = z.array(traceSummary).parse(await ask.part(`${url}/traces?${query}`, signal));
  const shown = traces
    .filter((trace) => !isPlainRead(trace))
    .toSorted((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt));
  // The first one began with the request that placed the order.
  return shown.length <= MAX_SHOWN ? shown : [...shown.slice(0, MAX_SHOWN - 1), ...shown.slice(-1)];
};
