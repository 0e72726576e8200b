import * as z from 'zod/mini';
import { type AuditEntry, auditOperations, auditOutcomes } from '../../src/domain/audit-entry.ts';
import type { Fields } from '../../src/functions/http/schemas.ts';
import { problemCodes } from './problem-codes.ts';

const changed = z.looseObject({});

export const auditEntry = z.strictObject({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  operation: z.enum(auditOperations),
  subject: z.string(),
  requestId: z.exactOptional(z.string()),
  outcome: z.enum(auditOutcomes),
  code: z.exactOptional(z.enum(problemCodes)),
  reason: z.exactOptional(z.string()),
  before: z.exactOptional(changed),
  after: z.exactOptional(changed),
} satisfies Fields<AuditEntry>);
export const auditPage = z.strictObject({ items: z.array(auditEntry), nextCursor: z.exactOptional(z.string()) });
