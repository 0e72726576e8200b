import { type Mutation, m } from '../mutation.ts';

const alerts = 'modules/alerts.bicep';
const found = 'alert queries: each finds data of its provoked cause, and no other query does';
const quiet = 'alert queries: a healthy day raises none';

export const alertQueryMutations: readonly Mutation[] = [
  m(
    found,
    alerts,
    'in (dynamic(EVENTS)) and toint(entry.oldestMinutes) >= 16',
    'in (dynamic(EVENTS)) and entry.oldestMinutes > 16',
  ),
  { ...m(found, alerts, 'extend entry = parse_json(Message)', 'extend entry = Message'), all: true },
  m(found, alerts, "Detail has 'OverQuota'", "Detail has 'Over'"),
  m(found, alerts, 'errors * 20 >= answers', 'errors >= answers'),
  m(found, alerts, "succeeded('recordOrderEvents')", "succeeded('processOrder')"),
  m(found, alerts, 'isnull(since) or ', ''),
  m(
    found,
    alerts,
    "!= 'stock_reconciled' or toint(entry.broken) == 0",
    "!= 'stock_reconciled' or toint(entry.broken) >= 0",
  ),
  m(found, alerts, 'Sum >= 60 * ItemCount', 'Sum >= 120 * ItemCount'),
  m(found, alerts, 'max(Sum) by what', 'max(Max) by what'),
  m(found, alerts, 'seconds >= 3600', 'seconds >= 900'),
  m(found, alerts, 'failed >= 20', 'failed >= 200'),
  m(found, alerts, 'lately * 47 >= before * 10', 'lately * 47 >= before * 10000'),
  m(found, alerts, "query: ofOverdueWork\n      window: 'PT30M'", "query: ofOverdueWork\n      window: 'PT15M'"),
  m(found, alerts, "name: 'orders-slow'", "name: 'orders-late'"),
  m(quiet, alerts, 'where runs == 0', 'where runs > 0'),
  m(quiet, alerts, 'Sum >= 60 * ItemCount', 'Sum >= 0 * ItemCount'),
  m(quiet, alerts, "tostring(Properties.outcome) != 'delivered')", "tostring(Properties.outcome) != 'sent')"),
  m(quiet, alerts, 'lately >= 1000000 and lately * 47 >= before * 10', 'lately * 47 >= before'),
  m(quiet, alerts, 'ago(26h) and Message', 'ago(6h) and Message'),
];
