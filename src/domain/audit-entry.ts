import { assertBrand, type Brand } from './brand.ts';
import type { CustomerId } from './customer-id.ts';
import { encodeBase32 } from './encode-base32.ts';
import type { ErrorCode } from './errors.ts';

/** Every write by staff. */
export const auditOperations = [
  'put_product',
  'delete_product',
  'set_stock',
  'adjust_stock',
  'add_image',
  'delete_image',
  'ship_order',
  'cancel_order',
  'retry_order',
  'replay_dead_letter',
  'replay_dead_letters',
  'discard_dead_letter',
  'create_endpoint',
  'put_endpoint',
  'remove_endpoint',
  'rotate_secret',
  'test_endpoint',
  'retry_delivery',
] as const;
export type AuditOperation = (typeof auditOperations)[number];

/**
 * 'begun': the write may or may not have happened: the process died, or a service failed on the
 * way. 'refused': nothing was changed, and `code` says why.
 */
export const auditOutcomes = ['begun', 'done', 'refused'] as const;
type AuditOutcome = (typeof auditOutcomes)[number];

/** Never a secret, and nothing of a customer's address or contact. */
export type AuditFields = Readonly<Record<string, unknown>>;

export type AuditId = Brand<string, 'AuditId'>;

/** One write by staff: who, what, to what, when, and what it changed. */
export type AuditEntry = {
  id: AuditId;
  /** When it began (ISO 8601 UTC). */
  at: string;
  /** The subject of the token. */
  actor: CustomerId;
  operation: AuditOperation;
  /** The id of an order, a product or a webhook endpoint, or the number of a dead letter. */
  subject: string;
  requestId?: string;
  outcome: AuditOutcome;
  code?: ErrorCode;
  /** Why, in the words of whoever did it. */
  reason?: string;
  /** Only what has changed. While `begun`: all that the write may change. */
  before?: AuditFields;
  after?: AuditFields;
};

const AUDIT_ID = /^aud_[0-9a-v]{26}$/;
const isAuditId = (text: string): text is AuditId => AUDIT_ID.test(text);

/** `entropy`: 16 random bytes. */
export const newAuditId = (entropy: Uint8Array): AuditId =>
  assertBrand(`aud_${encodeBase32(entropy)}`, isAuditId, 'AuditId');

/** Unique. Descending order is newest first, and a day sorts before the keys of its entries. */
export const auditSortKey = ({ at, id }: Pick<AuditEntry, 'at' | 'id'>): string => `${at}|${id}`;

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const without = (fields: AuditFields, other: AuditFields): AuditFields =>
  Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && !isSame(value, other[name])),
  );

type Change = Pick<AuditEntry, 'before' | 'after'>;

/** Only the fields that differ. With one side only, all of them. */
export const changedFields = ({ before, after }: Change): Change => ({
  ...(before && { before: without(before, after ?? {}) }),
  ...(after && { after: without(after, before ?? {}) }),
});

const MAX_BODY = 65_536;

/** The body of a message, or the beginning of its text if that is longer than 65,536 characters. */
export const keptBody = (body: unknown): unknown => {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  return text.length > MAX_BODY ? `${text.slice(0, MAX_BODY)}…` : body;
};
