import { inMemoryAudit } from '../support/in-memory/in-memory-audit.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';
import { describeAudit } from './audit-contract.ts';

describeAudit('in memory', () => {
  const clock = settableClock();
  const audit = inMemoryAudit({ clock, retentionDays: 7 });
  return { audit, passTime: (seconds) => clock.advance(seconds * 1000), retentionDays: 7 };
});
