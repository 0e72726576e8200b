import * as z from 'zod/mini';
import { deliveryStatuses } from '../../../domain/delivery.ts';
import { eventTypes } from '../../../domain/event.ts';
import type { EndpointDetails } from '../../../domain/webhook-endpoint.ts';
import { findWebhookUrlFlaw, MAX_WEBHOOK_URL_LENGTH } from '../../../domain/webhook-url.ts';
import { cursor, type Fields, isPlainLines, limit, text } from '../schemas.ts';

/** The use case decides about loopback. Other flaws are listed with those of other fields. */
const findFlaw = (url: unknown): string | undefined => findWebhookUrlFlaw(String(url), { allowLoopback: true });

const endpointFields = {
  url: z.string().check(
    z.maxLength(MAX_WEBHOOK_URL_LENGTH, { abort: true }),
    z.refine((url) => findFlaw(url) === undefined, { error: ({ input }) => findFlaw(input) }),
  ),
  types: z.array(z.enum(eventTypes)).check(
    z.minLength(1),
    z.refine((types) => new Set(types).size === types.length, 'Must not contain a type twice.'),
  ),
  description: z.exactOptional(text(300, isPlainLines)),
};

export const createEndpointBody = z.strictObject({
  ...endpointFields,
  enabled: z._default(z.boolean(), true),
} satisfies Fields<EndpointDetails>);

/** Without a default: a request that forgets it must not enable an endpoint that answered 410. */
export const putEndpointBody = z.strictObject({
  ...endpointFields,
  enabled: z.boolean(),
} satisfies Fields<EndpointDetails>);

export const listDeliveriesQuery = z.strictObject({
  status: z.exactOptional(z.enum(deliveryStatuses)),
  limit,
  cursor,
});
