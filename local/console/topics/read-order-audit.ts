import type { AskPart } from '../ask-part.ts';
import { type AuditEntry, auditEntry, type LogLine, page } from '../shapes.ts';

const MAX_LIST = 100;
const MAX_SUBJECTS = 10;

/** The subject of a replay of all dead letters. */
const ALL_LETTERS = 'dead-letters';

/** A replay is recorded under the number of its dead letter, not under the order. */
const subjectsOf = (id: string, log: readonly LogLine[]): string[] => {
  // The lines of its requests name other orders, too, if all dead letters were replayed at once.
  const replays = log.filter(({ event, orderId }) => event === 'dead_letter_replayed' && orderId === id);
  const numbers = replays.flatMap(({ sequenceNumber }) => (typeof sequenceNumber === 'string' ? [sequenceNumber] : []));
  return [...new Set([id, ...(replays.length > 0 ? [ALL_LETTERS] : []), ...numbers])].slice(0, MAX_SUBJECTS);
};

/** What staff did to the order, and to its dead letters as far as the log names them. */
export const readOrderAudit = async (
  ask: AskPart,
  id: string,
  log: readonly LogLine[],
  signal: AbortSignal,
): Promise<AuditEntry[]> => {
  const requestIds = new Set(log.map(({ requestId }) => requestId));
  const pages = await Promise.all(
    subjectsOf(id, log).map((subject) =>
      ask.api(`/admin/audit?${new URLSearchParams({ subject, limit: String(MAX_LIST) })}`, signal),
    ),
  );
  return pages
    .flatMap((each) => page(auditEntry).parse(each).items)
    .filter(({ subject, requestId }) => subject === id || (requestId !== undefined && requestIds.has(requestId)));
};
