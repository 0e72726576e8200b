import { logEvents } from '../../../src/application/ports/log-events.ts';
import { metrics } from '../../../src/application/ports/metrics.ts';
import { at, rules } from '../estate.ts';
import { allQueries, workbookQueries } from '../queries.ts';

type Table = Readonly<Record<string, { labels: Readonly<Record<string, readonly string[]>> }>>;
const table: Table = metrics;

/** What every line of the log has. */
const COMMON = ['event', 'requestId'];

const fieldsOf = new Map<string, readonly string[]>(
  Object.entries(logEvents).map(([event, { fields }]) => [event, [...COMMON, ...Object.keys(fields)]]),
);

const matches = (query: string, pattern: RegExp): string[] => [...query.matchAll(pattern)].map(([, name = '']) => name);

const metricsIn = (query: string): string[] => matches(query, /'(hearth\.[\w.]+)'/g);
const eventsIn = (query: string): string[] => matches(query, /["']([a-z]+(?:_[a-z]+)+)["']/g);

export const workbookRules = rules({
  'workbook: it and the alerts name only metrics of the table, with their labels': async (estate) => {
    for (const [name, query] of allQueries(await estate.deployment('public'))) {
      const named = metricsIn(query);
      const labels = named.flatMap((metric) => Object.keys(table[metric]?.labels ?? {}));
      expect([name, named.filter((metric) => table[metric] === undefined)]).toEqual([name, []]);
      expect([name, matches(query, /Properties\.(\w+)/g).filter((label) => !labels.includes(label))]).toEqual([
        name,
        [],
      ]);
      expect([name, query.includes('AppMetrics')]).toEqual([name, named.length > 0]);
    }
  },
  'workbook: it and the alerts name only events of the log, and fields that one of them has': async (estate) => {
    for (const [name, query] of allQueries(await estate.deployment('public'))) {
      const events = eventsIn(query);
      const fields = (events.length > 0 ? events : [...fieldsOf.keys()]).flatMap((event) => fieldsOf.get(event) ?? []);
      expect([name, events.filter((event) => !fieldsOf.has(event))]).toEqual([name, []]);
      expect([name, matches(query, /entry\.(\w+)/g).filter((field) => !fields.includes(field))]).toEqual([name, []]);
    }
  },
  'workbook: every metric of the app is on the page': async (estate) => {
    const shown = [...workbookQueries(await estate.deployment('public')).values()].flatMap(metricsIn);
    expect([...new Set(shown)].sort()).toEqual(Object.keys(table).sort());
  },
  'workbook: the page reads the workspace and the queues, in the time that its reader chooses': async (estate) => {
    const deployment = await estate.deployment('public');
    const data = JSON.parse(String(at(deployment.one('Microsoft.Insights/workbooks'), 'properties.serializedData')));
    const [range, ...charts]: unknown[] = Object(at(data, 'items'));
    expect(at(range, 'content.parameters.0.name')).toBe('TimeRange');
    for (const chart of charts) expect(at(chart, 'content.timeContextFromParameter')).toBe('TimeRange');
    const [messages] = charts.filter((chart) => at(chart, 'type') === 10);
    expect(at(messages, 'content.metrics')).toMatchObject([
      { metric: 'microsoft.servicebus/namespaces--ActiveMessages', splitBy: 'EntityName' },
      { metric: 'microsoft.servicebus/namespaces--DeadletteredMessages', splitBy: 'EntityName' },
    ]);
  },
});
