import { exitCodes } from '../client/exit-codes.ts';
import { renderTable, wrapText } from '../client/table.ts';
import type { AuditFilter } from './ops-client.ts';
import type { AuditEntry } from './ops-shapes.ts';
import type { Task } from './outcome.ts';

const MAX_VALUE_LENGTH = 200;

const show = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value)).slice(0, MAX_VALUE_LENGTH);

/** One line for each field: the value before and the one after. */
const describeChange = ({ reason, before = {}, after = {} }: AuditEntry): string => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = names.map((name) => `${name}: ${show(before[name])} -> ${show(after[name])}`);
  return [...(reason === undefined ? [] : [reason]), ...changes].map((line) => wrapText(line, 40)).join('\n');
};

const auditTable = (entries: readonly AuditEntry[]): string =>
  renderTable(
    ['time (UTC)', 'who', 'what', 'outcome', 'change'],
    entries.map((entry) => [
      entry.at.replace('T', '\n').replace(/(\.\d+)?Z$/, ''),
      wrapText(entry.actor, 20),
      `${entry.operation}\n${wrapText(entry.subject, 30)}`,
      entry.code === undefined ? entry.outcome : `${entry.outcome}\n${entry.code}`,
      describeChange(entry),
    ]),
  );

const BEGUN =
  '\nWhether a write that is only begun has happened, its subject shows: the app or a service failed meanwhile.';

export const listAuditTask =
  (filter: AuditFilter, limit: number): Task =>
  async (client) => {
    const { items, more } = await client.audit(filter, limit);
    const note = more ? `\nThere are more than these ${items.length}: raise --limit.` : '';
    const begun = items.some(({ outcome }) => outcome === 'begun') ? BEGUN : '';
    return {
      exitCode: exitCodes.done,
      json: { items, more },
      text: items.length === 0 ? 'There are no such entries.' : `${auditTable(items)}${begun}${note}`,
    };
  };
