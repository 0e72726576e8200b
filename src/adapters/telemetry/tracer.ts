import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, SpanOptions, Telemetry } from '../../application/ports/telemetry.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import { parseTraceparent, type SpanAddress } from '../../domain/trace-context.ts';
import { randomId } from './random-id.ts';
import type { Sampler } from './sampler.ts';
import type { SpanRecord } from './span-record.ts';

type RunningSpan = SpanAddress & { tracestate: string | undefined };

type Options = {
  sample: Sampler;
  /** Gets each sampled span once it has ended. */
  onEnd: (span: SpanRecord) => void;
  now?: () => number;
};

const MAX_FAILURE = 300;

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
    return given ? { ...given, tracestate: parent?.tracestate } : running.getStore();
  };

  const open = (parent: RunningSpan | undefined): RunningSpan => {
    const traceId = parent?.traceId ?? randomId(16);
    const spanId = randomId(8);
    return { traceId, spanId, sampled: sample(traceId, parent), tracestate: parent?.tracestate };
  };

  return {
    span: async (name, options, work) => {
      const parent = findParent(options);
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
        if (own.sampled) {
          const links = (options.links ?? []).flatMap(({ traceparent }) => parseTraceparent(traceparent) ?? []);
          const failed = failure ?? (attributes['error.type'] === undefined ? undefined : '');
          const kind = options.kind ?? 'internal';
          onEnd({ ...own, name, kind, parent, links, startMs, endMs: now(), attributes, failure: failed });
        }
      }
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
