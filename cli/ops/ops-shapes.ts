import { z } from 'zod';

/** The fields that the commands read. Others pass through to `--json`. */
const deadLetter = z.looseObject({
  sequenceNumber: z.string(),
  source: z.string(),
  reason: z.string().optional(),
  cause: z.string().optional(),
  deliveryCount: z.int(),
  enqueuedAt: z.iso.datetime(),
  ageSeconds: z.number(),
  order: z.looseObject({ id: z.string(), status: z.string(), due: z.string().optional() }).optional(),
  image: z.looseObject({ productId: z.string(), imageId: z.string(), status: z.string().optional() }).optional(),
});
const order = z.looseObject({
  id: z.string(),
  number: z.string().optional(),
  status: z.string(),
  placedAt: z.iso.datetime(),
  due: z.string().optional(),
  dueSince: z.iso.datetime().optional(),
  attention: z.looseObject({ reason: z.string(), since: z.string().optional() }).optional(),
});
const fullOrder = order.extend({
  customerId: z.string().optional(),
  currency: z.string(),
  total: z.number(),
  items: z.array(
    z.looseObject({ productId: z.string(), name: z.string(), quantity: z.int(), short: z.boolean().optional() }),
  ),
  cancellation: z.looseObject({ by: z.string(), reason: z.string().optional() }).optional(),
  shipment: z.looseObject({ carrier: z.string(), trackingNumber: z.string() }).optional(),
});
const auditEntry = z.looseObject({
  at: z.iso.datetime(),
  actor: z.string(),
  operation: z.string(),
  subject: z.string(),
  outcome: z.string(),
  code: z.string().optional(),
  reason: z.string().optional(),
  before: z.record(z.string(), z.unknown()).optional(),
  after: z.record(z.string(), z.unknown()).optional(),
});
const product = z.looseObject({
  id: z.string(),
  name: z.string(),
  images: z.array(z.looseObject({ id: z.string(), status: z.string(), reason: z.string().optional() })),
});
/** A string of digits if a number would not be exact. */
const exactSum = z.union([z.int(), z.string().regex(/^\d+$/)]);

const counts = {
  currency: z.string(),
  placed: z.int(),
  confirmed: z.int(),
  rejected: z.int(),
  cancelled: z.int(),
  shipped: z.int(),
  units: exactSum,
  revenue: exactSum,
};
const report = z.looseObject({
  date: z.string(),
  totals: z.array(z.looseObject(counts)),
  products: z.array(z.looseObject({ ...counts, productId: z.string(), name: z.string() })),
});

export const shapes = {
  deadLetter,
  order,
  fullOrder,
  auditEntry,
  product,
  report,
  replayed: z.looseObject({
    sequenceNumber: z.string(),
    orderId: z.string().optional(),
    image: z.unknown().optional(),
    note: z.string().optional(),
  }),
  replayedAll: z.object({ replayed: z.int(), skipped: z.int(), remaining: z.boolean() }),
};

export type DeadLetter = z.infer<typeof deadLetter>;
export type AuditEntry = z.infer<typeof auditEntry>;
export type StaffOrder = z.infer<typeof order>;
/** With all that the API shows of it. */
export type FullOrder = z.infer<typeof fullOrder>;
export type ListedProduct = z.infer<typeof product>;
export type Report = z.infer<typeof report>;
