import { beforeDeadline } from '../../before-deadline.ts';
import { describeError } from '../../domain/describe-error.ts';
import { lazy } from '../../lazy.ts';
import type { Sink } from './sink.ts';

/** Of what is kept until the exporters are loaded. Later spans and values are dropped. */
const MAX_PENDING = 4_096;

/** After the first invocation, so that its answer does not wait for the exporters to load. */
const LOAD_DELAY_MS = 1_000;

const FLUSH_LIMIT_MS = 5_000;

type Load = (onFailure: (reason: string) => void) => Promise<Sink>;

/**
 * Keeps everything until `start` has loaded the exporters. If they cannot be loaded, it says so
 * once and drops everything, and the next `start` tries again.
 */
export const bufferedSink = (load: Load, delayMs = LOAD_DELAY_MS) => {
  let pending: ((sink: Sink) => void)[] = [];
  let sink: Sink | undefined;
  let starting = false;
  let loadable = true;
  let failure: string | undefined;

  const noteFailure = (reason: string): void => {
    failure = reason;
  };

  const open = lazy(async () => {
    sink = await load(noteFailure);
    for (const pass of pending) pass(sink);
    pending = [];
    return sink;
  });

  const add = (pass: (sink: Sink) => void): void => {
    if (sink) pass(sink);
    else if (pending.length < MAX_PENDING) pending.push(pass);
  };

  const start = (): void => {
    if (starting) return;
    starting = true;
    const begin = (): void => {
      void open().catch((error: unknown) => {
        if (loadable) noteFailure(describeError(error));
        loadable = false;
        pending = [];
        starting = false;
      });
    };
    setTimeout(begin, delayMs).unref();
  };

  return {
    addSpan: (span) => add((to) => to.addSpan(span)),
    measure: (measurement) => add((to) => to.measure(measurement)),
    /** To be called after each invocation. */
    start,
    /** Why exporting has begun to fail, once. */
    takeFailure: (): string | undefined => {
      const taken = failure;
      failure = undefined;
      return taken;
    },
    /** Loads the exporters if something is waiting for them. Takes at most 5 s, and never fails. */
    flush: async () => {
      if (sink === undefined && pending.length === 0) return;
      await beforeDeadline(FLUSH_LIMIT_MS, async () => (await open()).flush()).catch(() => {});
    },
  } satisfies Sink & { start: () => void; takeFailure: () => string | undefined };
};
