import { type Mutation, m } from '../mutation.ts';

const alerts = 'modules/alerts.bicep';
const watched = 'alerts: the queue, the app, the database and upload events are watched by metrics';
const waiting = 'alerts: events that wait, that are missed, and a feed that records nothing';
const silent = 'alerts: one that says that nothing happened stays while nothing happens';

export const alertMutations: readonly Mutation[] = [
  { ...m(watched, alerts, "'DeadletteredMessages'", "'Messages'"), all: true },
  m(watched, alerts, "metric: 'Size'", "metric: 'Messages'"),
  m(watched, alerts, "operator: 'LessThan'\n          threshold: 100", "operator: 'LessThan'\n          threshold: 0"),
  m(watched, alerts, "values: ['429']", "values: ['449']"),
  m(watched, alerts, "'DeliveryAttemptFailCount'", "'DeliverySuccessCount'"),
  m(watched, alerts, "uploadEvents == 'EventGrid'", "uploadEvents != ''"),
  m(
    'alerts: none is refused because a new resource has not reported its metric yet',
    alerts,
    'skipMetricValidation: true',
    "skipMetricValidation: hosting == 'premium'",
  ),
  m(
    'alerts: the table that operators look into is one that is filled',
    'modules/cosmos.bicep',
    "category: 'PartitionKeyRUConsumption'",
    "category: 'PartitionKeyStatistics'",
  ),
  m(
    'alerts: the table that operators look into is one that is filled',
    '../docs/operations.md',
    'CDBPartitionKeyRUConsumption',
    'PartitionKeyRUConsumption',
  ),
  m(
    'alerts: orders that wait, and a relay that does not run',
    alerts,
    'in (dynamic(EVENTS)) and toint(entry.oldestMinutes) >= 16',
    'in (dynamic(EVENTS)) and toint(entry.oldest) >= 16',
  ),
  m(watched, alerts, 'filter(entityNames, name => name != orderQueue)', '[orderQueue]'),
  m(watched, 'main.bicep', 'concat(queueNames, topicNames)', 'queueNames'),
  m(waiting, alerts, ' or toint(entry.oldestSeconds) >= 960', ''),
  m(
    waiting,
    alerts,
    "'events_recorded', 'events_relayed', 'deliveries_relayed'",
    "'events_recorded', 'events_relayed'",
  ),
  m(waiting, alerts, "succeeded('recordOrderEvents')", "succeeded('recordOrders')"),
  m(waiting, alerts, ' | where TimeGenerated < ago(15m)', ''),
  m(waiting, alerts, "| where tostring(entry.event) != 'events_reconciled' or toint(entry.created) > 0\n", ''),
  m(
    'alerts: an endpoint that is disabled, and webhooks that are given up',
    alerts,
    "['endpoint_disabled']",
    "['webhook_failed']",
  ),
  m(silent, alerts, ' and recorded == 0', ''),
  m(
    silent,
    alerts,
    '| summarize runs = count()\n',
    '| summarize runs = count() by tostring(parse_json(Message).event)\n',
  ),
  m(silent, alerts, 'isnull(since) or ', ''),
  m(
    'alerts: the shop is called from outside, unless that is switched off',
    alerts,
    "webtests@2022-06-15' = if (probe)",
    "webtests@2022-06-15' = if (!probe)",
  ),
  m(
    'alerts: the shop is called from outside, unless that is switched off',
    'main.bicep',
    '/health/ready',
    '/health/live',
  ),
  m('alerts: a budget sends mail before it is spent', alerts, 'threshold: 80\n', 'threshold: 180\n'),
  m('alerts: a budget without an address or a first day is refused', 'main.bicep', ' || empty(alertEmail))', ')'),
  m(
    'alerts: a budget without an address or a first day is refused',
    'main.bicep',
    'monthlyBudget: budget\n',
    'monthlyBudget: monthlyBudget\n',
  ),
  m('alerts: what they look for is what the app writes', alerts, "['upload_given_up']", "['upload_lost']"),
  m(
    'alerts: everything that the app logs as an error raises an alert',
    alerts,
    "['report_failed']",
    "['report_written']",
  ),
  m(
    'alerts: orders that were given up, nights without their jobs, and the brake of the clean-up',
    alerts,
    "['clean_up_braked']",
    "['clean_up_broken_off']",
  ),
  m(
    'alerts: orders that were given up, nights without their jobs, and the brake of the clean-up',
    alerts,
    "'order_given_up', ",
    '',
  ),
  m(
    'alerts: orders that were given up, nights without their jobs, and the brake of the clean-up',
    alerts,
    "'events_reconciled'])\n      window: 'P2D'",
    "'events_reconciled'])\n      window: 'P1D'",
  ),
  m(
    'alerts: a share of errors if the gateway has a log, their number if it has none',
    alerts,
    "gatewaySku == 'Consumption'",
    "gatewaySku == 'BasicV2'",
  ),
  m(
    'alerts: an alert for an event stays open, and only one for a state resolves by itself',
    alerts,
    'autoMitigate: alert.isState',
    'autoMitigate: true',
  ),
  m(
    'alerts: a window is longer than the time between two looks, since logs come late',
    alerts,
    "['report_failed'])\n      window: 'PT2H'",
    "['report_failed'])\n      window: 'PT1H'",
  ),
  m(
    'alerts: each row that a query finds counts, and a table that is not there yet refuses none',
    alerts,
    'skipQueryValidation: true',
    'skipQueryValidation: false',
  ),
  m(
    'alerts: mail goes to the address that is set, and to nobody if none is',
    alerts,
    'actions: { actionGroups: groupIds }',
    'actions: { actionGroups: [] }',
  ),
  m('alerts: each is explained where operators look', alerts, "name: 'unhealthy'", "name: 'not-healthy'"),
];
