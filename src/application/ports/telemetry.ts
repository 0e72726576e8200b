import type { TraceContext } from '../../domain/trace-context.ts';
import type { FieldsOf } from './log-event.ts';
import type { logEvents } from './log-events.ts';
import type { metrics } from './metrics.ts';

/**
 * What one request to a service cost, in the service's own units (Cosmos DB: request units),
 * whether it succeeded or not.
 */
export type Charge = { operation: string; units: number };

export type Meter = (charge: Charge) => void;

export type LogEventName = keyof typeof logEvents;

/** The fields of each event. */
export type LogEventFields = { [E in LogEventName]: FieldsOf<(typeof logEvents)[E]['fields']> };

type Write = <E extends LogEventName>(event: E, fields: LogEventFields[E]) => void;

/** Structured events. Fields never hold a token, an address, a key or a URL with a signature. */
export type Log = { info: Write; warn: Write; error: Write };

export type MetricName = keyof typeof metrics;

type NameOf<Kind> = { [N in MetricName]: (typeof metrics)[N]['kind'] extends Kind ? N : never }[MetricName];

/** A value that the table does not have is counted as `other`. */
type LabelsOf<N extends MetricName> = Readonly<Record<keyof (typeof metrics)[N]['labels'], string>>;

/** Of a span; undefined ones are left out. Nothing personal, and no URL with a signature. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span that is running. */
export type Span = { set(attributes: Attributes): void };

export type SpanOptions = {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  attributes?: Attributes;
  /** Unless given, the span that is running. */
  parent?: TraceContext | undefined;
  /** Other spans that this one follows from. */
  links?: readonly TraceContext[];
};

/** Traces and metrics. Never fails, and never waits for whoever collects them. */
export type Telemetry = {
  /** Runs `work` as a span: what it starts hangs below. An error that it throws is noted. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** The span that is running, for a message or a document; undefined if there is none. */
  context(): TraceContext | undefined;
  count<N extends NameOf<'counter'>>(metric: N, n: number, labels: LabelsOf<N>): void;
  /** One value of a histogram, or the present one of a gauge, in the unit of the metric. */
  record<N extends NameOf<'histogram' | 'gauge'>>(metric: N, value: number, labels: LabelsOf<N>): void;
};

/** `start` is called after each invocation, `flush` (at most 5 s) before the process ends. */
export type LiveTelemetry = Telemetry & {
  start(): void;
  /** Why exporting has begun to fail; undefined if it has not since the last call. */
  takeFailure(): string | undefined;
  flush(): Promise<void>;
};
