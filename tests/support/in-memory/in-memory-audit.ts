import type { Audit } from '../../../src/application/ports/audit.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';
import { type AuditEntry, auditSortKey } from '../../../src/domain/audit-entry.ts';
import { plainCopy } from './plain-copy.ts';

const DAY_MS = 86_400_000;

export type InMemoryAudit = Audit & {
  /** All entries, the oldest first. */
  stored(): readonly AuditEntry[];
};

export const inMemoryAudit = ({
  clock = () => new Date(),
  retentionDays = 365,
}: {
  clock?: Clock;
  retentionDays?: number;
} = {}): InMemoryAudit => {
  const entries = new Map<string, { entry: AuditEntry; writtenAt: number }>();

  const stored = (): readonly AuditEntry[] =>
    [...entries.values()]
      .filter(({ writtenAt }) => clock().getTime() - writtenAt < retentionDays * DAY_MS)
      .map(({ entry }) => plainCopy(entry))
      .toSorted((a, b) => (auditSortKey(a) < auditSortKey(b) ? -1 : 1));

  return {
    stored,
    write: async (entry) => {
      entries.set(auditSortKey(entry), { entry: plainCopy(entry), writtenAt: clock().getTime() });
    },
    list: async ({ subject, actor, from, before, limit }) =>
      stored()
        .filter((entry) => subject === undefined || entry.subject === subject)
        .filter((entry) => actor === undefined || entry.actor === actor)
        .filter((entry) => from === undefined || auditSortKey(entry) >= from)
        .filter((entry) => before === undefined || auditSortKey(entry) < before)
        .toReversed()
        .slice(0, limit),
  };
};
