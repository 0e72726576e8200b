import type { MetricName } from '../../application/ports/telemetry.ts';
import type { SpanRecord } from './span-record.ts';

/** One value of a metric. */
export type Measurement = { metric: MetricName; value: number; labels: Readonly<Record<string, string>> };

/** Where spans and measurements go. Never fails. */
export type Sink = {
  addSpan(span: SpanRecord): void;
  measure(measurement: Measurement): void;
  /** Sends what is waiting. Resolves even if that fails, but has no limit of its own. */
  flush(): Promise<void>;
};
