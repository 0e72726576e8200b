import { InMemoryMetricExporter } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { sdkSink } from '../../../src/adapters/telemetry/sdk-sink.ts';

const options = { serviceName: 'shop', instanceId: 'instance-1', metricIntervalMs: 60_000, onFailure: () => {} };

test('metrics name who measured them, and resources also have what the environment says', async () => {
  process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment.name=staging';
  const metrics = new InMemoryMetricExporter(0);
  const sink = sdkSink([{ spans: new InMemorySpanExporter(), metrics }], options);
  delete process.env.OTEL_RESOURCE_ATTRIBUTES;
  sink.measure({ metric: 'hearth.orders', value: 1, labels: { outcome: 'placed' } });
  await sink.flush();

  const [exported] = metrics.getMetrics();
  expect(exported?.scopeMetrics.map(({ scope }) => scope.name)).toEqual(['hearth']);
  expect(exported?.resource.attributes).toEqual({
    'service.name': 'shop',
    'service.instance.id': 'instance-1',
    'deployment.environment.name': 'staging',
  });
});

test('without exporters, everything is dropped', async () => {
  const sink = sdkSink([], options);
  sink.measure({ metric: 'hearth.orders', value: 1, labels: { outcome: 'placed' } });

  await expect(sink.flush()).resolves.toBeUndefined();
});
