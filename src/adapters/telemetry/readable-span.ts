import { type HrTime, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { SpanAddress } from '../../domain/trace-context.ts';
import type { SpanRecord } from './span-record.ts';

const kinds: Readonly<Record<SpanRecord['kind'], SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

const toHrTime = (ms: number): HrTime => {
  const seconds = Math.trunc(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1_000_000)];
};

const contextOf = ({ traceId, spanId, sampled }: SpanAddress, isRemote = false): SpanContext => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  ...(isRemote && { isRemote }),
});

/** The span as the exporters of OpenTelemetry take it. */
export const readableSpan = (span: SpanRecord, resource: Resource): ReadableSpan => {
  const { name, parent, links, startMs, endMs, attributes, failure } = span;
  const context = contextOf(span);
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    name,
    kind: kinds[span.kind],
    spanContext: () => context,
    ...(parent && { parentSpanContext: contextOf(parent) }),
    startTime: toHrTime(startMs),
    endTime: toHrTime(endMs),
    duration: toHrTime(endMs - startMs),
    status:
      failure === undefined
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, ...(failure !== '' && { message: failure }) },
    attributes: Object.fromEntries(given),
    links: links.map((link) => ({ context: contextOf(link, true) })),
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'hearth' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
};
