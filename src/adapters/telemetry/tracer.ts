import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Span, SpanOptions, Telemetry } from '../../application/ports/telemetry.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import { parseTraceparent, type SpanAddress } from '../../domain/trace-context.ts';
import { randomId } from './random-id.ts';
import type { Sampler } from './sampler.ts';
import type { SpanRecord } from './span-record.ts';

type RunningSpan = SpanAddress & { tracestate: string | undefined; hasEnded?: boolean };

type Options = {
  sample: Sampler;
  /** Gets each sampled span once it has ended. */
  onEnd: (span: SpanRecord) => void;
  now?: () => number;
};

const MAX_FAILURE = 300;

const nothing: Span = { set: () => {} };

/** What a probe asks for, or a client does on its own, belongs to no invocation and to no trace. */
const beginsTrace = ({ kind }: SpanOptions): boolean => kind === 'server' || kind === 'consumer';

const preciseNow = (): number => performance.timeOrigin + performance.now();

const failureOf = (error: unknown): { failure: string; 'error.type': string } => {
  const { reason, status } = describeFailure(error);
  const type = error instanceof Error ? error.name : typeof error;
  return { failure: reason.slice(0, MAX_FAILURE), 'error.type': status === undefined ? type : String(status) };
};

/**
 * Makes spans as plain records. The SDK of OpenTelemetry would do it, too, but it takes 60 ms to
 * load, which the first request would wait for. Its exporters get these records later.
 */
export const createTracer = ({ sample, onEnd, now = preciseNow }: Options): Pick<Telemetry, 'span' | 'context'> => {
  const running = new AsyncLocalStorage<RunningSpan>();

  const findParent = ({ parent }: SpanOptions): RunningSpan | undefined => {
    const given = parent && parseTraceparent(parent.traceparent);
    if (given) return { ...given, tracestate: parent?.tracestate };
    const around = running.getStore();
    // A client's own timers go on in the span that created it, for as long as the process lives.
    return around?.hasEnded ? undefined : around;
  };

  const open = (parent: RunningSpan | undefined): RunningSpan => {
    const traceId = parent?.traceId ?? randomId(16);
    const spanId = randomId(8);
    return { traceId, spanId, sampled: sample(traceId, parent), tracestate: parent?.tracestate };
  };

  const record = async <T>(
    { name, options, parent }: { name: string; options: SpanOptions; parent: RunningSpan | undefined },
    work: (span: Span) => Promise<T>,
  ): Promise<T> => {
    const own = open(parent);
    const startMs = now();
    const attributes: Record<string, Attributes[string]> = { ...options.attributes };
    let failure: string | undefined;
    const set = (more: Attributes): void => {
      Object.assign(attributes, more);
    };
    try {
      return await running.run(own, () => work({ set }));
    } catch (error) {
      const { failure: reason, ...type } = failureOf(error);
      failure = reason;
      set(type);
      throw error;
    } finally {
      own.hasEnded = true;
      if (own.sampled) {
        const links = (options.links ?? []).flatMap(({ traceparent }) => parseTraceparent(traceparent) ?? []);
        const failed = failure ?? (attributes['error.type'] === undefined ? undefined : '');
        const kind = options.kind ?? 'internal';
        onEnd({ ...own, name, kind, parent, links, startMs, endMs: now(), attributes, failure: failed });
      }
    }
  };

  return {
    span: async (name, options, work) => {
      const parent = findParent(options);
      if (parent === undefined && !beginsTrace(options)) return work(nothing);
      return record({ name, options, parent }, work);
    },

    context: () => {
      const span = running.getStore();
      if (span === undefined) return undefined;
      const { traceId, spanId, sampled, tracestate } = span;
      const traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
      return { traceparent, ...(tracestate !== undefined && { tracestate }) };
    },
  };
};
