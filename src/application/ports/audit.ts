import type { AuditEntry } from '../../domain/audit-entry.ts';

export type AuditPageQuery = {
  subject?: string | undefined;
  actor?: string | undefined;
  /** Only entries of this UTC day (YYYY-MM-DD) and later ones. */
  from?: string | undefined;
  limit: number;
  /** Only entries with a smaller sort key: the sort key of the last one of the previous page. */
  before?: string | undefined;
};

/** What staff have changed. Entries expire by themselves, after the days that a setting says. */
export type Audit = {
  /** Creates the entry, or replaces the one with its id and day. Safe to repeat. */
  write(entry: AuditEntry): Promise<void>;
  /** Entries, newest first, at most `limit`. The cost depends only on the page. */
  list(query: AuditPageQuery): Promise<readonly AuditEntry[]>;
};
