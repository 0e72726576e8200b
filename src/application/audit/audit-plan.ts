import type { AuditFields, AuditOperation } from '../../domain/audit-entry.ts';

/** What the trail says of one kind of write. */
export type AuditPlan<Command, Result> = {
  operation: AuditOperation;
  /** Whatever the write is about. If its id is new, the result names it. */
  subjectOf: (command: Command) => string;
  reasonOf?: (command: Command) => string;
  /** What the write may change, read just before it. Another write may still come in between. */
  readBefore?: (command: Command) => Promise<AuditFields | undefined>;
  describeResult?: (result: Result) => { subject?: string; after?: AuditFields };
};

/** Puts what is about to be lost into the entry. Rejects if it is not kept. */
type KeepBefore = (before: AuditFields) => Promise<void>;

/** A use case that may keep what it finds on the way. */
export type AuditedWork<Command, Result> = (command: Command, keep: KeepBefore) => Promise<Result>;
