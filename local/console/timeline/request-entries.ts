import type { AuditEntry, LogLine, Order } from '../shapes.ts';
import { joinParts, type TimelineEntry, toEntry } from '../timeline-entry.ts';
import { readNumber, readText } from './read-field.ts';

export type RequestFacts = { order: Order; log: readonly LogLine[]; audit: readonly AuditEntry[] };

/** The id of an order contains the hash that the log uses for its customer. */
const isCustomer = (caller: string, { id }: Order): boolean => id.startsWith(`ord_${caller}_`);

const describeCaller = (line: LogLine, { order, audit }: RequestFacts, status: number): string | undefined => {
  const entry = audit.find(({ requestId }) => requestId !== undefined && requestId === line.requestId);
  if (entry !== undefined) return `by ${entry.actor} (staff)`;
  const caller = readText(line, 'caller');
  if (caller === undefined) return undefined;
  if (isCustomer(caller, order)) return 'by the customer';
  if (status < 400) return 'by staff';
  // To other customers, the order does not exist. Any other refusal can be of staff, too.
  return status === 404 ? 'by somebody else' : 'not by the customer';
};

/**
 * The log line of a request comes a little after its end. The request cannot have begun after
 * something that it did.
 */
const startOf = (line: LogLine, ms: number, { order, log, audit }: RequestFacts): string => {
  const isOfRequest = ({ invocationId }: LogLine): boolean =>
    invocationId !== undefined && invocationId === line.invocationId;
  const states = log.filter(isOfRequest).flatMap(({ event = '' }) => {
    const at = order[`${event.replace(/^order_/, '')}At`];
    return typeof at === 'string' ? [at] : [];
  });
  const done = audit.filter(({ requestId }) => requestId !== undefined && requestId === line.requestId);
  const times = [...states, ...done.map(({ at }) => at)].map(Date.parse);
  return new Date(Math.min(Date.parse(line.time) - ms, ...times)).toISOString();
};

const isRead = (method: string, status: number): boolean => /^(GET|HEAD)$/.test(method) && status < 400;

/** Requests by when they began. */
export const requestEntries = (facts: RequestFacts): TimelineEntry[] =>
  facts.log
    .filter(({ event }) => event === 'request')
    .map((line) => {
      const [method = '', ms = 0] = [readText(line, 'method'), readNumber(line, 'ms')];
      const status = readNumber(line, 'status') ?? 0;
      return toEntry({
        at: startOf(line, ms, facts),
        kind: isRead(method, status) ? 'read' : 'request',
        what: `${method} ${readText(line, 'route') ?? ''}`.trim(),
        detail: joinParts(describeCaller(line, facts, status), `answered ${status}`, readText(line, 'code')),
        tone: status >= 500 ? 'bad' : 'plain',
        ms,
        ...(line.invocationId !== undefined && { log: { invocation: line.invocationId } }),
      });
    });
