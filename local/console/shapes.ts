import { z } from 'zod';

// What the topics read of the answers of API and parts. Other fields pass through.

const text = z.string();
const optional = text.optional();

const attention = z.looseObject({ reason: text, since: optional });

const line = z.looseObject({
  productId: text,
  name: text,
  quantity: z.number(),
  unitPrice: z.number(),
  lineTotal: z.number(),
  short: z.boolean().optional(),
  available: z.number().optional(),
});

export const order = z.looseObject({
  id: text,
  number: optional,
  status: text,
  items: z.array(line),
  currency: text,
  total: z.number(),
  placedAt: text,
  confirmedAt: optional,
  rejectedAt: optional,
  cancelledAt: optional,
  shippedAt: optional,
  customerId: optional,
  due: optional,
  dueSince: optional,
  attention: attention.optional(),
  cancellation: z.looseObject({ by: text, reason: optional }).optional(),
  shipment: z.looseObject({ carrier: text, trackingNumber: text }).optional(),
});

export const event = z.looseObject({ id: text, type: text, subject: text, time: text });

const attempt = z.looseObject({
  at: text,
  ms: z.number(),
  status: z.number().optional(),
  answer: optional,
  error: optional,
});

export const delivery = z.looseObject({
  eventId: text,
  type: text,
  subject: optional,
  status: text,
  createdAt: text,
  nextAt: optional,
  deliveredAt: optional,
  failedAt: optional,
  attempts: z.array(attempt),
});
export const deliveryOfEvent = delivery.extend({ endpointId: text });

export const auditEntry = z.looseObject({
  id: text,
  at: text,
  actor: text,
  operation: text,
  subject: text,
  outcome: text,
  code: optional,
  reason: optional,
  requestId: optional,
});

export const deadLetter = z.looseObject({
  sequenceNumber: text,
  source: text,
  messageId: optional,
  reason: optional,
  description: optional,
  cause: optional,
  deliveryCount: z.number(),
  attempt: z.number().optional(),
  requestId: optional,
  enqueuedAt: text,
  body: z.unknown(),
  order: z.looseObject({ id: text, status: text, due: optional, attention: attention.optional() }).optional(),
  image: z.looseObject({ productId: text, imageId: text, status: optional }).optional(),
});

const variant = z.looseObject({
  width: z.number(),
  height: z.number(),
  format: text,
  bytes: z.number(),
  url: text,
});

export const image = z.looseObject({ id: text, status: text, reason: optional, variants: z.array(variant) });

export const product = z.looseObject({
  id: text,
  name: text,
  category: optional,
  price: z.looseObject({ amount: z.number(), currency: text }),
  active: z.boolean(),
  availability: text,
  images: z.array(image),
});

export const stockLevel = z.looseObject({
  onHand: z.number(),
  available: z.number(),
  held: z.number(),
  received: z.number(),
  shipped: z.number(),
});

export const endpoint = z.looseObject({
  id: text,
  url: text,
  types: z.array(text),
  description: optional,
  enabled: z.boolean(),
  disabled: z.looseObject({ reason: text, at: text }).optional(),
  failingSince: optional,
});

const jobRun = z.looseObject({
  id: text,
  startedAt: text,
  endedAt: text,
  outcome: text,
  summary: z.record(text, z.union([text, z.number(), z.boolean()])).optional(),
  reason: optional,
});
export const job = z.looseObject({ job: text, runs: z.array(jobRun) });

/** A function as the host's admin endpoint lists it. `nextRun`: only on the laptop's own host. */
export const hostFunction = z.looseObject({
  name: text,
  isDisabled: z.boolean().optional(),
  nextRun: optional,
  config: z.looseObject({ bindings: z.array(z.looseObject({ type: text, schedule: optional })).optional() }).nullish(),
});

/** Numbers of messages by state, for each queue and subscription. */
export const queueCounts = z.record(text, z.record(text, z.number()));

const rule = z.looseObject({ rate: z.number().optional(), count: z.number().optional() });
export const faults = z.looseObject({
  rules: z.array(rule).optional(),
  staleReads: z.looseObject({ lagMs: z.number() }).optional(),
  struck: z.number(),
});
export const paused = z.looseObject({ paused: z.boolean() });

/** A message in a queue, as the control endpoint of Service Bus shows it. */
export const queuedMessage = z.looseObject({
  entity: text,
  sequenceNumber: z.number(),
  messageId: optional,
  state: text,
  enqueuedAt: text,
  scheduledFor: optional,
  deliveryCount: z.number(),
  properties: z.record(text, z.unknown()),
  body: text,
});

/** A line of the host's log: `event` with its fields, or `message`. */
export const logLine = z.looseObject({
  time: text,
  level: text,
  category: optional,
  invocationId: optional,
  requestId: optional,
  orderId: optional,
  messageId: optional,
  event: optional,
  message: optional,
});

export const traceSummary = z.looseObject({
  traceId: text,
  name: text,
  startedAt: text,
  ms: z.number(),
  spans: z.number(),
  errors: z.number(),
  orderIds: z.array(text),
});

export const page = <T extends z.ZodType>(item: T) =>
  z.looseObject({ items: z.array(item), nextCursor: z.string().optional() });

export type Order = z.infer<typeof order>;
export type ShopEvent = z.infer<typeof event>;
export type Delivery = z.infer<typeof delivery>;
export type DeliveryOfEvent = z.infer<typeof deliveryOfEvent>;
export type AuditEntry = z.infer<typeof auditEntry>;
export type DeadLetter = z.infer<typeof deadLetter>;
export type Image = z.infer<typeof image>;
export type Product = z.infer<typeof product>;
export type StockLevel = z.infer<typeof stockLevel>;
export type Endpoint = z.infer<typeof endpoint>;
export type Job = z.infer<typeof job>;
export type JobRun = z.infer<typeof jobRun>;
export type Faults = z.infer<typeof faults>;
export type QueuedMessage = z.infer<typeof queuedMessage>;
export type LogLine = z.infer<typeof logLine>;
export type TraceSummary = z.infer<typeof traceSummary>;
