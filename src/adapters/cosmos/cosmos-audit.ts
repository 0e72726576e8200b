import type { Container } from '@azure/cosmos';
import type { Audit, AuditPageQuery } from '../../application/ports/audit.ts';
import { type AuditEntry, auditSortKey } from '../../domain/audit-entry.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryAtMost } from './cosmos-query.ts';
import { keptFields } from './stored-fields.ts';
import { where } from './where.ts';

const DAY_SECONDS = 86_400;
const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** `sortKey`: for paging. One partition per UTC day. */
type AuditDocument = AuditEntry & { day: string; sortKey: string; ttl: number };

const entryFields: Record<keyof AuditEntry, true> = {
  id: true,
  at: true,
  actor: true,
  operation: true,
  subject: true,
  requestId: true,
  outcome: true,
  code: true,
  reason: true,
  before: true,
  after: true,
};

const entryOf = (document: AuditEntry): AuditEntry => keptFields<AuditEntry>(document, entryFields);

/** Each filter has a composite index together with the sort key. */
const listQuery = ({ subject, actor, from, before }: AuditPageQuery): string => {
  const conditions = [
    subject !== undefined && 'c.subject = @subject',
    actor !== undefined && 'c.actor = @actor',
    from !== undefined && 'c.sortKey >= @from',
    before !== undefined && 'c.sortKey < @before',
  ];
  const leading = [subject !== undefined && 'c.subject DESC, ', actor !== undefined && 'c.actor DESC, '];
  return `SELECT TOP @limit * FROM c${where(conditions)} ORDER BY ${leading.filter((path) => path !== false).join('')}c.sortKey DESC`;
};

/** Entries expire `retentionDays` after their last write. */
export const cosmosAudit = (container: Container, retentionDays: number): Audit => {
  const documentOf = (entry: AuditEntry): AuditDocument => ({
    ...entry,
    day: entry.at.slice(0, DAY_LENGTH),
    sortKey: auditSortKey(entry),
    ttl: retentionDays * DAY_SECONDS,
  });

  return {
    write: async (entry) => {
      await cosmosCall((abortSignal) => container.items.upsert(documentOf(entry), { abortSignal }));
    },

    list: async (query) => (await queryAtMost<AuditEntry>(container, listQuery(query), query)).map(entryOf),
  };
};
