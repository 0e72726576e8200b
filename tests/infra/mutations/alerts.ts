import { type Mutation, m } from '../mutation.ts';

const alerts = 'modules/alerts.bicep';

export const alertMutations: readonly Mutation[] = [
  m('alerts: dead letters, health and errors are watched by metrics', alerts, "'DeadletteredMessages'", "'Messages'"),
  m('alerts: dead letters, health and errors are watched by metrics', alerts, 'threshold: 100', 'threshold: 0'),
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
    "window: 'P2D'",
    "window: 'P1D'",
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
