import { parseTelemetry } from '../src/parse-telemetry.ts';

const key = 'InstrumentationKey=00000000-0000-0000-0000-000000000001';

test('an address is enough', () => {
  expect(parseTelemetry({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' } })).toEqual({
    otlp: { endpoint: 'http://127.0.0.1:4318' },
    traces: true,
    sampler: { name: 'parentbased_always_on', argument: undefined },
    serviceName: 'hearth',
    metricIntervalMs: 60_000,
  });
});

test.each([
  [undefined, undefined],
  ['Authorization=Key', undefined],
  ['Authorization=AAD', {}],
  ['ClientId=id-1;Authorization=AAD', { clientId: 'id-1' }],
  ['Authorization=AAD; ClientId= id-1 ', { clientId: 'id-1' }],
])('Application Insights with the authentication %s', (authentication, identity) => {
  const { azure } = parseTelemetry({
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: key,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: authentication,
    },
  });

  expect(azure).toEqual({ connectionString: key, ...(identity && { identity }) });
});

test('the settings of the infrastructure record everything, under the name of the app', () => {
  const parsed = parseTelemetry({
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: key,
      OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage',
      OTEL_TRACES_SAMPLER_ARG: '1',
      WEBSITE_SITE_NAME: 'shop',
    },
  });

  expect(parsed).toMatchObject({ sampler: { name: 'microsoft.fixed_percentage', argument: '1' }, serviceName: 'shop' });
});

test('traces can be left out', () => {
  expect(parseTelemetry({ env: { OTEL_TRACES_EXPORTER: 'none' } }).traces).toBe(false);
});

test.each(['', 'soon', '0', '-1', '1e9'])('an interval of %j counts as the default', (interval) => {
  expect(parseTelemetry({ env: { OTEL_METRIC_EXPORT_INTERVAL: interval } }).metricIntervalMs).toBe(60_000);
});
