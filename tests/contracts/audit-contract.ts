import { randomBytes, randomUUID } from 'node:crypto';
import type { Audit } from '../../src/application/ports/audit.ts';
import { type AuditEntry, auditSortKey, newAuditId } from '../../src/domain/audit-entry.ts';
import { toCustomerId } from '../support/ids.ts';

export type AuditUnderTest = {
  audit: Audit;
  passTime(seconds: number): void;
  retentionDays: number;
};

/** An entry about a subject and by somebody that no other test uses. */
export const sampleEntry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  id: newAuditId(randomBytes(16)),
  at: '2026-03-01T12:00:00.000Z',
  actor: toCustomerId(`ada-${randomUUID()}`),
  operation: 'put_product',
  subject: `mug-${randomUUID()}`,
  requestId: 'r-1',
  outcome: 'begun',
  before: { price: { amount: 1000, currency: 'EUR' } },
  ...changes,
});

/** What every implementation of `Audit` does. `make` runs once per test; storage may be shared. */
export const describeAudit = (name: string, make: () => AuditUnderTest): void => {
  describe(`Audit: ${name}`, () => {
    test('an entry is given back as it was written, and nothing more', async () => {
      const { audit } = make();
      const entry = sampleEntry({
        outcome: 'refused',
        code: 'conflict',
        reason: 'Tidying up',
        after: { active: false },
      });
      await audit.write(entry);

      expect(await audit.list({ subject: entry.subject, limit: 2 })).toStrictEqual([entry]);
    });

    test('writing an entry again replaces it', async () => {
      const { audit } = make();
      const begun = sampleEntry();
      const done = sampleEntry({ ...begun, outcome: 'done', subject: `other-${randomUUID()}` });
      for (const entry of [begun, done, done]) await audit.write(entry);

      expect(await audit.list({ actor: begun.actor, limit: 5 })).toStrictEqual([done]);
      expect(await audit.list({ subject: begun.subject, limit: 5 })).toEqual([]);
    });

    test('the list is newest first, also across days, and goes on before a sort key', async () => {
      const { audit } = make();
      const { actor } = sampleEntry();
      const moments = ['2026-03-01T23:59:59.999Z', '2026-03-03T00:00:00.000Z', '2026-03-02T10:00:00.000Z'];
      const [oldest, newest, middle] = moments.map((at) => sampleEntry({ actor, at }));
      for (const entry of [oldest, newest, middle]) if (entry) await audit.write(entry);
      const first = await audit.list({ actor, limit: 2 });

      expect(first).toEqual([newest, middle]);
      expect(await audit.list({ actor, limit: 2, before: first.map(auditSortKey).at(-1) })).toEqual([oldest]);
    });

    test('the list is filtered by subject, by actor, by both, and from the start of a day', async () => {
      const { audit } = make();
      const entry = sampleEntry({ at: '2026-03-02T00:00:00.000Z' });
      const { subject, actor } = entry;
      const ofSubject = sampleEntry({ subject, at: '2026-03-03T00:00:00.000Z' });
      const byActor = sampleEntry({ actor, at: '2026-03-01T23:59:59.999Z' });
      for (const each of [entry, ofSubject, byActor]) await audit.write(each);

      expect(await audit.list({ subject, limit: 5 })).toEqual([ofSubject, entry]);
      expect(await audit.list({ actor, limit: 5 })).toEqual([entry, byActor]);
      expect(await audit.list({ subject, actor, limit: 5 })).toEqual([entry]);
      expect(await audit.list({ actor, from: '2026-03-02', limit: 5 })).toEqual([entry]);
      expect(await audit.list({ from: '2026-03-02', limit: 500 })).toEqual(expect.arrayContaining([ofSubject, entry]));
      expect(await audit.list({ from: '2026-03-04', subject, limit: 5 })).toEqual([]);
    });

    test('an entry expires when its time is over', async () => {
      const { audit, passTime, retentionDays } = make();
      const entry = sampleEntry();
      await audit.write(entry);
      passTime(retentionDays * 86_400 - 60);
      const last = await audit.list({ subject: entry.subject, limit: 1 });
      passTime(120);

      expect(last).toEqual([entry]);
      expect(await audit.list({ subject: entry.subject, limit: 1 })).toEqual([]);
    });
  });
};
