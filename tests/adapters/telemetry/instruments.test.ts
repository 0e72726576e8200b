import { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { createInstruments } from '../../../src/adapters/telemetry/instruments.ts';
import type { Measurement } from '../../../src/adapters/telemetry/sink.ts';
import { metrics } from '../../../src/application/ports/metrics.ts';

/** What an exporter gets after these measurements. */
const exportAfter = async (...measurements: Measurement[]) => {
  const exporter = new InMemoryMetricExporter(0);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const measure = createInstruments(provider.getMeter('hearth'));
  for (const measurement of measurements) measure(measurement);
  await provider.forceFlush();
  const exported = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  await provider.shutdown();
  return exported.map(({ descriptor, dataPoints }) => ({
    name: descriptor.name,
    unit: descriptor.unit,
    description: descriptor.description,
    points: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
  }));
};

const described = (name: keyof typeof metrics) => ({
  name,
  unit: metrics[name].unit,
  description: metrics[name].meaning,
});

test('a counter adds up its values by label', async () => {
  const outcome = (value: string, count: number): Measurement => ({
    metric: 'hearth.orders',
    value: count,
    labels: { outcome: value },
  });

  expect(await exportAfter(outcome('placed', 2), outcome('shipped', 1), outcome('placed', 3))).toStrictEqual([
    {
      ...described('hearth.orders'),
      points: [
        { attributes: { outcome: 'placed' }, value: 5 },
        { attributes: { outcome: 'shipped' }, value: 1 },
      ],
    },
  ]);
});

test('a gauge keeps its last value', async () => {
  const age = (value: number): Measurement => ({ metric: 'hearth.due.age', value, labels: { what: 'orders' } });

  expect(await exportAfter(age(60), age(0))).toStrictEqual([
    { ...described('hearth.due.age'), points: [{ attributes: { what: 'orders' }, value: 0 }] },
  ]);
});

test('a histogram counts its values in the buckets of the table', async () => {
  const size = (value: number): Measurement => ({ metric: 'hearth.image.size', value, labels: {} });
  const [small = 0, ...larger] = metrics['hearth.image.size'].buckets;
  const [exported] = await exportAfter(size(small), size(small + 1), size(1));

  expect(exported).toMatchObject({
    ...described('hearth.image.size'),
    points: [
      {
        attributes: {},
        value: { count: 3, buckets: { boundaries: [small, ...larger], counts: [2, 1, 0, 0, 0, 0, 0, 0] } },
      },
    ],
  });
});

test('a label or a value that the table does not have becomes other', async () => {
  const labels = { outcome: 'ord_1', customer: 'alice' };

  expect(await exportAfter({ metric: 'hearth.orders', value: 1, labels })).toMatchObject([
    { points: [{ attributes: { outcome: 'other', customer: 'other' }, value: 1 }] },
  ]);
});
