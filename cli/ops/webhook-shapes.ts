import { z } from 'zod';

/** The fields that the commands read. Others pass through to `--json`. */
const endpoint = z.looseObject({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  description: z.string().optional(),
  enabled: z.boolean(),
  disabled: z.looseObject({ reason: z.string(), at: z.string() }).optional(),
  failingSince: z.string().optional(),
});
const attempt = z.looseObject({
  at: z.iso.datetime(),
  ms: z.number(),
  status: z.int().optional(),
  answer: z.string().optional(),
  error: z.string().optional(),
});
const delivery = z.looseObject({
  eventId: z.string(),
  type: z.string(),
  status: z.string(),
  createdAt: z.iso.datetime(),
  nextAt: z.string().optional(),
  attempts: z.array(attempt),
});
const event = z.looseObject({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.iso.datetime(),
});

export const webhookShapes = {
  endpoint,
  endpointWithSecret: endpoint.extend({ secret: z.string() }),
  delivery,
  deliveriesOfEvent: z.object({ items: z.array(delivery.extend({ endpointId: z.string() })) }),
  queued: z.looseObject({ eventId: z.string() }),
  event,
};

export type Endpoint = z.infer<typeof endpoint>;
export type EndpointWithSecret = z.infer<typeof webhookShapes.endpointWithSecret>;
export type Delivery = z.infer<typeof delivery>;
/** With the endpoint that it is for. */
export type DeliveryOfEvent = z.infer<typeof webhookShapes.deliveriesOfEvent>['items'][number];
export type QueuedDelivery = z.infer<typeof webhookShapes.queued>;
export type ListedEvent = z.infer<typeof event>;
