import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metric } from '../src/application/ports/metric.ts';
import { metrics } from '../src/application/ports/metrics.ts';
import { metricsPage } from '../tools/metrics/metrics-page.ts';
import { sourcesIn } from './support/sources-in.ts';

const table = new Map<string, Metric>(Object.entries(metrics));

test('a name says what is measured, in the words of OpenTelemetry, and not its unit', () => {
  const names = [...table.keys()];

  expect(names.filter((name) => !/^hearth(?:\.[a-z]+(?:_[a-z]+)*)+$/.test(name))).toEqual([]);
  expect(names.filter((name) => /(?:total|count|seconds|bytes|ms)$/.test(name))).toEqual([]);
});

test('the app measures every metric of the table', () => {
  const sources = sourcesIn('src').filter(({ file }) => !file.endsWith('ports/metrics.ts'));
  const everything = sources.map(({ text }) => text).join('\n');

  expect([...table.keys()].filter((name) => !everything.includes(`'${name}'`))).toEqual([]);
});

test('only a histogram has buckets, and they ascend', () => {
  for (const { kind, buckets } of table.values()) {
    expect(buckets === undefined).toBe(kind !== 'histogram');
    expect(buckets).toEqual(buckets?.toSorted((a, b) => a - b));
  }
});

test('no metric can have more than a hundred series', () => {
  for (const { labels } of table.values()) {
    expect(Object.values(labels).reduce((series, values) => series * values.length, 1)).toBeLessThan(100);
  }
});

test('the label `operation` knows every container that the app asks', () => {
  const { containers } = JSON.parse(readFileSync(join(__dirname, '../local/cosmos/containers.json'), 'utf8'));
  const { operation } = metrics['hearth.cosmos.request_charge'].labels;
  const known = new Set(operation.filter((name) => name.includes('.')).map((name) => name.split('.')[0]));

  // Only the host writes leases.
  const asked = containers.map(({ id }: { id: string }) => id).filter((id: string) => id !== 'leases');

  expect([...known].sort()).toEqual(asked.sort());
});

test('the page has one point per metric, and no line that is too long', () => {
  const lines = metricsPage().split('\n');
  const points = lines.flatMap((line) => /^- \*\*`([\w.]+)`\*\*/.exec(line)?.[1] ?? []);

  expect(points).toEqual([...table.keys()]);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});
