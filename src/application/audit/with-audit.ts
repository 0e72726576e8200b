import { type AuditEntry, type AuditFields, changedFields, newAuditId } from '../../domain/audit-entry.ts';
import type { CustomerId } from '../../domain/customer-id.ts';
import { describeFailure } from '../../domain/describe-failure.ts';
import { DomainError, Unavailable } from '../../domain/errors.ts';
import type { Capabilities } from '../capabilities.ts';
import { isStaff } from '../is-staff.ts';
import type { AuditedWork, AuditPlan } from './audit-plan.ts';

type Deps = Pick<Capabilities, 'audit' | 'clock' | 'entropy' | 'log' | 'findCaller' | 'findRequestId'>;

const keepNothing = async (): Promise<void> => {};

const entries = ({ audit, clock, entropy, log, findRequestId }: Deps) => {
  /** Staff change nothing that is not on record. */
  const write = async (entry: AuditEntry): Promise<void> => {
    try {
      await audit.write(entry);
    } catch (cause) {
      throw new Unavailable('audit', { cause });
    }
  };

  return {
    write,

    newEntry: <Command, Result>(
      { operation, subjectOf, reasonOf }: AuditPlan<Command, Result>,
      command: Command,
      actor: CustomerId,
    ): AuditEntry => {
      const requestId = findRequestId();
      return {
        id: newAuditId(entropy(16)),
        at: clock().toISOString(),
        actor,
        operation,
        subject: subjectOf(command),
        ...(requestId !== undefined && { requestId }),
        outcome: 'begun',
        ...(reasonOf && { reason: reasonOf(command) }),
      };
    },

    /** The write has happened, or was refused: that stands, whatever becomes of its entry. */
    complete: async (entry: AuditEntry): Promise<void> => {
      try {
        await audit.write(entry);
      } catch (error) {
        const { id: entryId, operation: action, subject, outcome } = entry;
        log.warn('audit_not_completed', { entryId, action, subject, outcome, ...describeFailure(error) });
      }
    },
  };
};

/**
 * A use case that leaves an entry in the audit trail if staff call it. The entry is written before
 * the use case runs, as `begun`, and is replaced afterwards. Rejects with `Unavailable`, changing
 * nothing, if the entry cannot be written.
 */
export const withAudit = (deps: Deps) => {
  const { write, newEntry, complete } = entries(deps);

  return <Command, Result>(plan: AuditPlan<Command, Result>, work: AuditedWork<Command, Result>) => {
    const run = async (command: Command, begun: AuditEntry): Promise<Result> => {
      let before = await plan.readBefore?.(command);
      await write({ ...begun, ...changedFields({ ...(before && { before }) }) });
      const keep = async (found: AuditFields): Promise<void> => {
        before = found;
        await write({ ...begun, before });
      };
      try {
        const result = await work(command, keep);
        const { subject = begun.subject, after } = plan.describeResult?.(result) ?? {};
        const change = changedFields({ ...(before && { before }), ...(after && { after }) });
        await complete({ ...begun, subject, outcome: 'done', ...change });
        return result;
      } catch (error) {
        // After any other failure nobody knows whether something has changed, so it stays `begun`.
        if (error instanceof DomainError) await complete({ ...begun, outcome: 'refused', code: error.code });
        throw error;
      }
    };

    return async (command: Command): Promise<Result> => {
      const caller = deps.findCaller();
      if (caller === undefined) throw new Error(`Nobody is known to call ${plan.operation}.`);
      if (!isStaff(caller)) return work(command, keepNothing);
      return run(command, newEntry(plan, command, caller.customerId));
    };
  };
};
