import { type AuditEntry, auditSortKey } from '../../domain/audit-entry.ts';
import type { Capabilities } from '../capabilities.ts';
import { cutPage, decodeCursor, type Page } from '../cursor.ts';
import type { AuditPageQuery } from '../ports/audit.ts';

type Deps = Pick<Capabilities, 'audit'>;

export type ListAuditQuery = Omit<AuditPageQuery, 'before'> & { cursor?: string };

/** Newest first. */
export const listAudit =
  ({ audit }: Deps) =>
  async ({ limit, cursor, ...filter }: ListAuditQuery): Promise<Page<AuditEntry>> => {
    const { subject, actor, from } = filter;
    const scope = JSON.stringify(['audit', subject ?? null, actor ?? null, from ?? null]);
    const rows = await audit.list({ ...filter, limit: limit + 1, before: decodeCursor(scope, cursor) });
    return cutPage(rows, limit, scope, auditSortKey);
  };
