import * as z from 'zod/mini';
import { type CallFailure, deliveryStatuses } from '../../src/domain/delivery.ts';
import { ENDPOINT_ID } from '../../src/domain/endpoint-id.ts';
import { eventTypes, TEST_EVENT } from '../../src/domain/event.ts';
import { MAX_ENDPOINTS, type WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts';
import type { Fields } from '../../src/functions/http/schemas.ts';
import type { presentDelivery } from '../../src/functions/http/webhooks/present-delivery.ts';
import type { presentEndpoint } from '../../src/functions/http/webhooks/present-endpoint.ts';
import { eventId } from './answers.ts';
import type { FieldsOfAny } from './fields-of-any.ts';

type PresentedDelivery = FieldsOfAny<ReturnType<typeof presentDelivery>>;
type PresentedAttempt = FieldsOfAny<PresentedDelivery['attempts'][number]>;

const time = z.iso.datetime();
const count = z.int().check(z.gte(0));

export const endpointId = z.string().check(z.regex(ENDPOINT_ID));

const disabledReasons = ['by_staff', 'gone', 'failing'] as const satisfies NonNullable<
  WebhookEndpoint['disabled']
>['reason'][];

const endpoint = {
  id: endpointId,
  url: z.string(),
  types: z.array(z.enum(eventTypes)),
  description: z.exactOptional(z.string()),
  enabled: z.boolean(),
  disabled: z.exactOptional(
    z.strictObject({ reason: z.enum(disabledReasons), at: time } satisfies Fields<
      NonNullable<WebhookEndpoint['disabled']>
    >),
  ),
  enabledAt: z.exactOptional(time),
  failingSince: z.exactOptional(time),
  createdAt: time,
  updatedAt: time,
} satisfies Fields<ReturnType<typeof presentEndpoint>>;

export const webhookEndpoint = z.strictObject(endpoint);
export const webhookEndpoints = z.strictObject({
  items: z.array(webhookEndpoint).check(z.maxLength(MAX_ENDPOINTS)),
});
export const endpointWithSecret = z.strictObject({
  ...endpoint,
  secret: z.string().check(z.regex(/^whsec_[A-Za-z0-9+/]+=*$/)),
});

const callFailures = [
  'blocked_address',
  'name_not_resolved',
  'connect_timeout',
  'timeout',
  'connection_failed',
  'bad_certificate',
  'malformed_answer',
] as const satisfies CallFailure[];

const attempt = z.strictObject({
  at: time,
  ms: count,
  status: z.exactOptional(z.int()),
  answer: z.exactOptional(z.string()),
  error: z.exactOptional(z.enum(callFailures)),
} satisfies Fields<PresentedAttempt>);

export const delivery = z.strictObject({
  eventId,
  type: z.enum([...eventTypes, TEST_EVENT]),
  subject: z.string(),
  status: z.enum(deliveryStatuses),
  createdAt: time,
  nextAt: z.exactOptional(time),
  deliveredAt: z.exactOptional(time),
  failedAt: z.exactOptional(time),
  attempts: z.array(attempt),
} satisfies Fields<Omit<PresentedDelivery, 'attempts'> & { attempts: z.output<typeof attempt>[] }>);
export const deliveryPage = z.strictObject({ items: z.array(delivery), nextCursor: z.exactOptional(z.string()) });

/** At most one for each endpoint. */
export const deliveriesOfEvent = z.strictObject({
  items: z.array(z.strictObject({ endpointId, ...delivery.shape })).check(z.maxLength(MAX_ENDPOINTS)),
});

export const queuedDelivery = z.strictObject({ eventId });
