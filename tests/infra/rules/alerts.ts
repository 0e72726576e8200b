import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Deployment, type Resource, rules } from '../estate.ts';
import { findLoggedEvents } from '../find-logged-events.ts';
import { ROOT, registeredTriggers } from '../registered-triggers.ts';

const METRIC = 'Microsoft.Insights/metricAlerts';
const BUDGET = 'Microsoft.Consumption/budgets';
const LOG = 'Microsoft.Insights/scheduledQueryRules';

const shortName = ({ name }: Resource): string => name.replace('hearth-', '');

/** The metric alerts with a threshold, which the alert on calls from outside has not. */
const thresholds = (deployment: Deployment): Resource[] =>
  deployment.of(METRIC).filter((one) => at(one, 'properties.criteria.allOf') !== undefined);

const queries = (deployment: Deployment): ReadonlyMap<string, string> =>
  new Map(deployment.of(LOG).map((one) => [shortName(one), String(at(one, 'properties.criteria.allOf.0.query'))]));

/** Words in a query that look like the name of an event. */
const eventsIn = (query: string): string[] =>
  [...query.matchAll(/["']([a-z]+(?:_[a-z]+)+)["']/g)].map(([, event = '']) => event);

const eventsOf = (deployment: Deployment, alert: string): string[] =>
  [...new Set(eventsIn(queries(deployment).get(alert) ?? ''))].sort();

/** A failed request is answered with 500, which is counted as such. */
const countedElsewhere = ['request_failed'];

export const alertRules = rules({
  'alerts: the queue, the app, the database and upload events are watched by metrics': async (estate) => {
    const watched = thresholds(await estate.deployment('public')).map((one) => {
      const { metricName, timeAggregation, operator, threshold, dimensions } = Object(
        at(one, 'properties.criteria.allOf.0'),
      );
      const scope = String(at(one, 'properties.scopes.0'));
      return [shortName(one), scope, metricName, timeAggregation, operator, threshold, dimensions];
    });
    const database = expect.stringContaining("'cosmos-{0}'");
    const topic = expect.stringMatching(/Microsoft\.EventGrid\/systemTopics\/hearth-uploads-\w+$/);
    const throttled = { name: 'StatusCode', operator: 'Include', values: ['429'] };
    const bus = expect.stringContaining("'serviceBus-{0}'");
    const app = expect.stringContaining("'app-{0}'");
    const entities = (...values: string[]) => [{ name: 'EntityName', operator: 'Include', values }];
    const orders = entities('process-order');
    const webhooks = entities('deliver-webhook', 'events');
    const all = entities('process-order', 'deliver-webhook', 'events');
    expect(watched).toEqual([
      ['dead-letters', bus, 'DeadletteredMessages', 'Maximum', 'GreaterThan', 0, orders],
      ['webhook-dead-letters', bus, 'DeadletteredMessages', 'Maximum', 'GreaterThan', 0, webhooks],
      ['queue-growing', bus, 'ActiveMessages', 'Average', 'GreaterThan', 1000, all],
      ['topic-filling', bus, 'Size', 'Maximum', 'GreaterThan', 2_684_354_560, entities('events')],
      ['server-errors', app, 'Http5xx', 'Total', 'GreaterThan', 20, []],
      ['database-throttled', database, 'TotalRequests', 'Count', 'GreaterThan', 100, [throttled]],
      ['unhealthy', app, 'HealthCheckStatus', 'Average', 'LessThan', 100, []],
      ['upload-events-failing', topic, 'DeliveryAttemptFailCount', 'Total', 'GreaterThan', 10, []],
    ]);
    const polling = thresholds(await estate.deployment('polling')).map(shortName);
    expect(polling).not.toContain('upload-events-failing');
  },
  'alerts: none is refused because a new resource has not reported its metric yet': async (estate) => {
    for (const variant of ['public', 'small'] as const) {
      for (const one of thresholds(await estate.deployment(variant))) {
        expect([shortName(one), at(one, 'properties.criteria.allOf.0.skipMetricValidation')]).toEqual([
          shortName(one),
          true,
        ]);
      }
    }
  },
  'alerts: what they look for is what the app writes': async (estate) => {
    const written = findLoggedEvents();
    const sought = [...queries(await estate.deployment('public')).values()].flatMap(eventsIn);
    expect(sought.length).toBeGreaterThan(8);
    expect(sought.filter((event) => !written.has(event))).toEqual([]);
  },
  'alerts: everything that the app logs as an error raises an alert': async (estate) => {
    const sought = [...queries(await estate.deployment('public')).values()].flatMap(eventsIn);
    const errors = [...findLoggedEvents()].filter(([, level]) => level === 'error').map(([event]) => event);
    expect(errors.length).toBeGreaterThan(4);
    expect(errors.filter((event) => !sought.includes(event) && !countedElsewhere.includes(event))).toEqual([]);
  },
  'alerts: orders that were given up, nights without their jobs, and the brake of the clean-up': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(eventsOf(deployment, 'orders-need-attention')).toEqual([
      'message_malformed',
      'order_given_up',
      'order_not_marked',
    ]);
    expect(eventsOf(deployment, 'jobs-missing')).toEqual([
      ...['events_reconciled', 'images_cleaned_up', 'sales_reported', 'stock_reconciled'],
    ]);
    expect(eventsOf(deployment, 'clean-up-brake')).toEqual(['clean_up_braked']);
    expect(eventsOf(deployment, 'clean-up-failing')).toEqual(['clean_up_broken_off']);
    const [missing] = deployment.of(LOG).filter((one) => shortName(one) === 'jobs-missing');
    expect(at(missing, 'properties.windowSize')).toBe('P2D');
  },
  'alerts: orders that wait, and a relay that does not run': async (estate) => {
    const found = queries(await estate.deployment('public'));
    for (const name of ['orders-waiting', 'relay-stopped']) {
      expect(eventsIn(found.get(name) ?? '')).toContain('orders_relayed');
    }
    expect(found.get('orders-waiting')).toMatch(/toint\(entry\.oldestMinutes\) >= 16/);
  },
  'alerts: events that wait, that are missed, and a feed that records nothing': async (estate) => {
    const deployment = await estate.deployment('public');
    const found = queries(deployment);
    expect(eventsOf(deployment, 'events-waiting')).toEqual(['deliveries_relayed', 'events_recorded', 'events_relayed']);
    expect(found.get('events-waiting')).toMatch(/oldestMinutes\) >= 16 or toint\(entry\.oldestSeconds\) >= 960/);
    expect(eventsOf(deployment, 'events-missed')).toEqual(['event_source_malformed', 'events_reconciled']);
    expect(found.get('events-missed')).toMatch(/!= 'events_reconciled' or toint\(entry\.created\) > 0/);
    // What the order's last change has not reached yet is no proof that the feed has stopped.
    expect(found.get('events-stopped')).toMatch(/succeeded\('processOrder'\) \| where TimeGenerated < ago\(15m\)/);
    const sought = [...(found.get('events-stopped') ?? '').matchAll(/succeeded\('(\w+)'\)/g)].map(([, name]) => name);
    const functions = (await registeredTriggers()).map(({ name }) => name);
    expect(sought).toHaveLength(2);
    expect(sought.filter((name) => !functions.includes(String(name)))).toEqual([]);
  },
  'alerts: an endpoint that is disabled, and webhooks that are given up': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(eventsOf(deployment, 'endpoint-disabled')).toEqual(['endpoint_disabled']);
    expect(eventsOf(deployment, 'webhooks-failing')).toEqual(['webhook_failed']);
  },
  'alerts: one that says that nothing happened stays while nothing happens': async (estate) => {
    const found = queries(await estate.deployment('public'));
    // No rows are one row with 0, but the least time of no rows is null, which is never too old.
    expect(found.get('relay-stopped')).toMatch(/\| summarize runs = count\(\)\n\| where runs == 0\s*$/);
    expect(found.get('jobs-missing')).toMatch(/isnull\(since\) or since < ago/);
    for (const [name, query] of found) {
      const silence = /min\(TimeGenerated\)|== 0\s*$|!in/.test(query.replace('toint(entry.broken) == 0\n', ''));
      expect([name, silence]).toEqual([name, ['relay-stopped', 'jobs-missing', 'events-stopped'].includes(name)]);
    }
  },
  'alerts: the shop is called from outside, unless that is switched off': async (estate) => {
    const deployment = await estate.deployment('public');
    const test = deployment.one('Microsoft.Insights/webtests');
    expect(at(test, 'properties.Request.RequestUrl')).toMatch(/\/api\/v1\/health\/ready/);
    expect(at(test, 'properties.ValidationRules.ExpectedHttpStatusCode')).toBe(200);
    expect(Object.keys(Object(test.tags))).toEqual(['app', expect.stringMatching(/^hidden-link:.*\/hearth-insights-/)]);
    const [alert] = deployment.of(METRIC).filter((one) => shortName(one) === 'unreachable');
    expect(at(alert, 'properties.criteria')).toMatchObject({ webTestId: test.id, failedLocationCount: 2 });
    expect((await estate.deployment('frugal')).of('Microsoft.Insights/webtests')).toEqual([]);
  },
  'alerts: a budget sends mail before it is spent': async (estate) => {
    expect((await estate.deployment('public')).of(BUDGET)).toEqual([]);
    const budget = (await estate.deployment('frugal')).one(BUDGET);
    expect(budget.properties).toMatchObject({ amount: 50, timePeriod: { startDate: '2026-12-01' } });
    const mails = Object.values(Object(at(budget, 'properties.notifications')));
    expect(mails.map((one) => [at(one, 'threshold'), at(one, 'thresholdType')])).toEqual([
      [80, 'Actual'],
      [100, 'Forecasted'],
    ]);
    for (const mail of mails) expect(at(mail, 'contactEmails')).toEqual(['operations@shop.example']);
  },
  'alerts: a budget without an address or a first day is refused': async (estate) => {
    for (const variant of ['silentBudget', 'endlessBudget'] as const) {
      const outcome = await estate.deployment(variant).then(
        ({ resources }) => JSON.stringify(resources),
        (error: unknown) => String(error),
      );
      expect(outcome).toContain('monthlyBudget needs alertEmail');
    }
  },
  'alerts: a share of errors if the gateway has a log, their number if it has none': async (estate) => {
    expect(queries(await estate.deployment('public')).get('error-share')).toMatch(
      /ApiManagementGatewayLogs[^;]*>= 500/,
    );
    const frugal = queries(await estate.deployment('consumption'));
    expect([...frugal.values()].filter((query) => query.includes('ApiManagementGatewayLogs'))).toEqual([]);
    expect(frugal.size).toBeGreaterThan(5);
  },
  'alerts: an alert for an event stays open, and only one for a state resolves by itself': async (estate) => {
    const deployment = await estate.deployment('public');
    const ending = deployment.of(LOG).filter((one) => at(one, 'properties.autoMitigate') !== false);
    expect(ending.map(shortName).sort()).toEqual([
      ...['error-share', 'events-stopped', 'jobs-missing', 'orders-slow', 'relay-stopped'],
      ...['request-units-jump', 'webhooks-not-arriving'],
    ]);
    for (const one of deployment.of(METRIC)) expect(at(one, 'properties.autoMitigate')).toBe(true);
  },
  'alerts: a window is longer than the time between two looks, since logs come late': async (estate) => {
    const minutes: Readonly<Record<string, number>> = { PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60, PT2H: 120, P2D: 2880 };
    for (const one of (await estate.deployment('public')).of(LOG)) {
      const [window, every] = [at(one, 'properties.windowSize'), at(one, 'properties.evaluationFrequency')];
      const spare = (minutes[String(window)] ?? Number.NaN) - (minutes[String(every)] ?? Number.NaN);
      expect([shortName(one), spare >= 10]).toEqual([shortName(one), true]);
    }
  },
  'alerts: each row that a query finds counts, and a table that is not there yet refuses none': async (estate) => {
    for (const one of (await estate.deployment('public')).of(LOG)) {
      expect(one.properties).toMatchObject({ enabled: true, skipQueryValidation: true });
      expect(at(one, 'properties.criteria.allOf.0')).toMatchObject({
        timeAggregation: 'Count',
        operator: 'GreaterThan',
        threshold: 0,
      });
    }
  },
  'alerts: mail goes to the address that is set, and to nobody if none is': async (estate) => {
    const told = (deployment: Deployment) => [
      ...deployment.of(METRIC).map((one) => Object(at(one, 'properties.actions')).length),
      ...deployment.of(LOG).map((one) => Object(at(one, 'properties.actions.actionGroups')).length),
    ];
    const quiet = await estate.deployment('public');
    expect(quiet.of('Microsoft.Insights/actionGroups')).toEqual([]);
    expect(new Set(told(quiet))).toEqual(new Set([0]));
    const loud = await estate.deployment('consumption');
    expect(new Set(told(loud))).toEqual(new Set([1]));
    expect(at(loud.one('Microsoft.Insights/actionGroups'), 'properties.emailReceivers')).toEqual([
      { name: 'operators', emailAddress: 'operations@shop.example', useCommonAlertSchema: true },
    ]);
  },
  'alerts: the table that operators look into is one that is filled': async (estate) => {
    const page = await estate.text('../docs/operations.md');
    const sent = (await estate.deployment('public'))
      .of('Microsoft.Insights/diagnosticSettings')
      .filter((one) => at(one, 'properties.logAnalyticsDestinationType') === 'Dedicated')
      .flatMap((one): unknown[] => Object(at(one, 'properties.logs')))
      .map((log) => `CDB${at(log, 'category')}`);
    const named = [...page.matchAll(/`(CDB\w+|PartitionKey\w+)`/g)].map(([, table]) => table);
    expect(named).not.toEqual([]);
    expect(named.filter((table) => !sent.includes(String(table)))).toEqual([]);
  },
  'alerts: each is explained where operators look': async (estate) => {
    const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    const deployment = await estate.deployment('public');
    const alerts = [...deployment.of(METRIC), ...deployment.of(LOG)].map(shortName);
    expect(alerts.filter((name) => !page.includes(`| \`${name}\``))).toEqual([]);
  },
});
