import type { Meter } from '@opentelemetry/api';
import type { Metric } from '../../application/ports/metric.ts';
import { metrics } from '../../application/ports/metrics.ts';
import type { Measurement } from './sink.ts';

type Take = (value: number, labels: Measurement['labels']) => void;

const instrumentOf = (meter: Meter, name: string, { kind, unit, meaning, buckets }: Metric): Take => {
  const options = { unit, description: meaning };
  if (kind === 'counter') {
    const counter = meter.createCounter(name, options);
    return (value, labels) => counter.add(value, labels);
  }
  if (kind === 'gauge') {
    const gauge = meter.createGauge(name, options);
    return (value, labels) => gauge.record(value, labels);
  }
  const advice = buckets && { explicitBucketBoundaries: [...buckets] };
  const histogram = meter.createHistogram(name, { ...options, ...(advice && { advice }) });
  return (value, labels) => histogram.record(value, labels);
};

/** `other` for a value that the table does not have: a metric must not get ever more series. */
const boundLabels = ({ labels: known }: Metric, labels: Measurement['labels']): Measurement['labels'] =>
  Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, known[name]?.includes(value) ? value : 'other']),
  );

/** Takes values for all metrics of the table. */
export const createInstruments = (meter: Meter): ((measurement: Measurement) => void) => {
  const takers = new Map(
    Object.entries<Metric>(metrics).map(([name, metric]) => [
      name,
      { metric, take: instrumentOf(meter, name, metric) },
    ]),
  );
  return ({ metric: name, value, labels }) => {
    const taker = takers.get(name);
    taker?.take(value, boundLabels(taker.metric, labels));
  };
};
