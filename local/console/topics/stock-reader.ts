import { errorMessage } from '../../error-message.ts';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { faults, type StockLevel, stockLevel } from '../shapes.ts';

const FIRST_REST_MS = 5_000;
const MAX_REST_MS = 60_000;
const AT_ONCE = 6;

/** `problem`: why it rests. `faults`: those of Cosmos DB at that time. */
type Rest = { until: number; problem: string; faults: Promise<string> };

/** The last level that is known. `isOld`: it could not be read again. */
export type Stock = { level: StockLevel; isOld: boolean };

/**
 * Reads the stock of products, and gives it in the order of their ids; undefined if it is not
 * known. `problem`: why none is read at present.
 */
export type StockReader = (
  ids: readonly string[],
  signal: AbortSignal,
) => Promise<{ stocks: (Stock | undefined)[]; problem: string | undefined }>;

/**
 * Reads one product first. If that fails, it rests, longer each time: an outage must not fill the
 * log of the host. It reads again at once if the faults of Cosmos DB have changed since.
 */
export const createStockReader = ({ cosmos }: ConsoleParts, ask: AskPart, now = Date.now): StockReader => {
  const known = new Map<string, StockLevel>();
  /** In the order of their latest failures. */
  const failing = new Set<string>();
  let rest: Rest | undefined;
  let failures = 0;

  const describeFaults = async (signal: AbortSignal): Promise<string> => {
    const answer: unknown = await ask.part(`${cosmos}/_hearth/faults`, signal).catch(() => undefined);
    const { rules, staleReads } = faults.safeParse(answer).data ?? {};
    return JSON.stringify({ rules, staleReads });
  };

  /** Resolves to why it could not be read; undefined if it was, or was aborted. */
  const read = async (id: string, signal: AbortSignal): Promise<string | undefined> => {
    try {
      known.set(id, stockLevel.parse(await ask.api(`/products/${encodeURIComponent(id)}/stock`, signal)));
      failing.delete(id);
      return undefined;
    } catch (error) {
      // An aborted read says nothing about the stock.
      if (signal.aborted) return undefined;
      failing.delete(id);
      failing.add(id);
      return errorMessage(error);
    }
  };

  const mustRest = async (signal: AbortSignal): Promise<boolean> => {
    if (rest === undefined || now() >= rest.until) return false;
    if ((await describeFaults(signal)) === (await rest.faults)) return true;
    failures = 0;
    return false;
  };

  /** Another one each time: one product that fails says nothing about the others. */
  const readFirst = async (ids: readonly string[], signal: AbortSignal): Promise<string | undefined> => {
    const first = ids.find((id) => !failing.has(id)) ?? [...failing].find((id) => ids.includes(id));
    const problem = first === undefined ? undefined : await read(first, signal);
    if (signal.aborted) return first;
    failures = problem === undefined ? 0 : failures + 1;
    const restMs = Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** (failures - 1));
    rest = problem === undefined ? undefined : { until: now() + restMs, problem, faults: describeFaults(signal) };
    return first;
  };

  const readAll = async (ids: readonly string[], signal: AbortSignal): Promise<void> => {
    const first = await readFirst(ids, signal);
    if (rest !== undefined) return;
    const others = ids.filter((id) => id !== first);
    for (let start = 0; start < others.length && !signal.aborted; start += AT_ONCE) {
      await Promise.all(others.slice(start, start + AT_ONCE).map((id) => read(id, signal)));
    }
  };

  return async (ids, signal) => {
    if (!(await mustRest(signal))) await readAll(ids, signal);
    const stocks = ids.map((id) => {
      const level = known.get(id);
      return level && { level, isOld: rest !== undefined || failing.has(id) };
    });
    return { stocks, problem: rest?.problem };
  };
};
