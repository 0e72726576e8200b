import { errorMessage } from '../../error-message.ts';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { faults, type StockLevel, stockLevel } from '../shapes.ts';

const FIRST_REST_MS = 5_000;
const MAX_REST_MS = 60_000;

/** `problem`: why it rests. `faults`: those of Cosmos DB at that time. */
type Rest = { until: number; problem: string; faults: Promise<string> };

/** Reads the stock of products, unless that would only fail again. */
export type StockReader = {
  /** Ends its rest if something has been repaired. Call it before a series of reads. */
  prepare: (signal: AbortSignal) => Promise<void>;
  /** Undefined if it cannot be read, or if the reader rests. */
  read: (productId: string, signal: AbortSignal) => Promise<StockLevel | undefined>;
  /** Why it rests; undefined if it does not. */
  problem: () => string | undefined;
};

/**
 * After a failure it rests, longer each time: an outage must not fill the log of the host. It reads
 * again at once if the faults of Cosmos DB have changed since.
 */
export const createStockReader = ({ cosmos }: ConsoleParts, ask: AskPart, now = Date.now): StockReader => {
  let rest: Rest | undefined;
  let failures = 0;

  const describeFaults = async (signal: AbortSignal): Promise<string> => {
    const answer: unknown = await ask.part(`${cosmos}/_hearth/faults`, signal).catch(() => undefined);
    const { rules, staleReads } = faults.safeParse(answer).data ?? {};
    return JSON.stringify({ rules, staleReads });
  };

  const isResting = (): boolean => rest !== undefined && now() < rest.until;

  const noteFailure = (error: unknown, signal: AbortSignal): void => {
    if (signal.aborted || isResting()) return;
    failures += 1;
    const restMs = Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** (failures - 1));
    rest = { until: now() + restMs, problem: errorMessage(error), faults: describeFaults(signal) };
  };

  return {
    prepare: async (signal) => {
      if (rest === undefined || !isResting()) return;
      if ((await describeFaults(signal)) === (await rest.faults)) return;
      rest = undefined;
      failures = 0;
    },
    problem: () => (isResting() ? rest?.problem : undefined),
    read: async (productId, signal) => {
      if (isResting()) return undefined;
      try {
        const level = stockLevel.parse(await ask.api(`/products/${encodeURIComponent(productId)}/stock`, signal));
        failures = 0;
        return level;
      } catch (error) {
        noteFailure(error, signal);
        return undefined;
      }
    },
  };
};
