import { createStoppablePause } from '../stoppable-pause.ts';
import { backOff } from './back-off.ts';
import type { ChangePage } from './change-feed.ts';
import type { HeldLease } from './hold-lease.ts';
import type { Trouble } from './trouble.ts';

type Pause = (ms: number) => Promise<boolean>;

/** Runs the function, retries included, until `pause` is cut short. True if it succeeded. */
export type Deliver = (documents: readonly unknown[], pause: Pause) => Promise<boolean>;

type Options = {
  lease: HeldLease;
  open: (continuation: string | undefined) => () => Promise<ChangePage>;
  deliver: Deliver;
  /** Called with the number of changes that are not delivered again, although they failed. */
  onSkip: (changes: number) => void;
  pollMs: number;
  trouble: Trouble;
};

export type RangeReader = {
  /** Takes no more changes. A wait between two retries ends at once. */
  stop: () => void;
  /** Resolves once running work has ended and its checkpoint is written. Never rejects. */
  ended: Promise<void>;
};

/**
 * Delivers the changes of one range, page by page. A page that failed for good is skipped, as on
 * the real host. One that was cut short has no checkpoint and comes again.
 */
export const readRange = ({ lease, open, deliver, onSkip, pollMs, trouble }: Options): RangeReader => {
  const part = `range ${lease.token}`;
  const { pause, orStop, isStopped, stop } = createStoppablePause();

  /** False if the lease was lost, or the host stops. Repeats the write only, not the delivery. */
  const checkpoint = async (continuation: string): Promise<boolean> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await lease.checkpoint(continuation);
      } catch (error) {
        trouble.failed(part, error);
        if (!(await pause(backOff(pollMs, failures)))) return false;
      }
    }
  };

  /** False if there is no more to do. */
  const handle = async ({ documents, continuation }: ChangePage): Promise<boolean> => {
    if (documents.length === 0) return pause(pollMs);
    const ok = await deliver(documents, pause);
    if (!ok && isStopped()) return false;
    if (!ok) onSkip(documents.length);
    return checkpoint(continuation);
  };

  const loop = async (): Promise<void> => {
    let position = lease.continuation;
    let next: (() => Promise<ChangePage>) | undefined;
    for (let failures = 0; !isStopped(); ) {
      try {
        next ??= open(position);
        const page = await orStop(next());
        if (page === undefined || isStopped()) return;
        trouble.works(part);
        failures = 0;
        if (!(await handle(page))) return;
        position = page.continuation;
      } catch (error) {
        trouble.failed(part, error);
        next = undefined;
        failures += 1;
        await pause(backOff(pollMs, failures));
      }
    }
  };

  const ended = loop().finally(() => trouble.forget(part));
  return { stop, ended };
};
