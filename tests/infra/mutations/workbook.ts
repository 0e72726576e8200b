import { type Mutation, m } from '../mutation.ts';

const workbook = 'modules/workbook.bicep';
const named = 'workbook: it and the alerts name only metrics of the table, with their labels';
const logged = 'workbook: it and the alerts name only events of the log, and fields that one of them has';
const complete = 'workbook: every metric of the app is on the page';
const readable = 'workbook: the page reads the workspace and the queues, in the time that its reader chooses';

export const workbookMutations: readonly Mutation[] = [
  m(named, workbook, "Name == 'hearth.orders'", "Name == 'hearth.order'"),
  m(named, workbook, 'tostring(Properties.relay)', 'tostring(Properties.what)'),
  m(named, workbook, "AppMetrics\n| where Name == 'hearth.due.age'", 'AppMetrics'),
  m(logged, workbook, "tostring(entry.event) == 'order_given_up'", "tostring(entry.event) == 'order_abandoned'"),
  m(logged, workbook, 'service = tostring(entry.service)', 'service = tostring(entry.dependency)'),
  m(logged, 'modules/alerts.bicep', 'toint(entry.oldestSeconds) >= 960', 'toint(entry.oldestAge) >= 960'),
  m(complete, workbook, "Name == 'hearth.webhook.duration'", "Name == 'hearth.webhook.attempts'"),
  m(
    readable,
    workbook,
    "      timeContextFromParameter: 'TimeRange'\n    }\n    customWidth: '50'\n    name: item",
    "    }\n    customWidth: '50'\n    name: item",
  ),
  m(readable, workbook, "splitBy: 'EntityName'", "splitBy: 'Entity'"),
];
