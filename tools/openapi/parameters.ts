import * as z from 'zod/mini';
import { variantWidths } from '../../src/domain/image.ts';
import { idempotencyKey, productId } from '../../src/functions/http/schemas.ts';
import { eventId, imageId, orderId, reportDate, sequenceNumber } from './answers.ts';
import { scalarScript } from './reference/scalar-script.ts';
import type { Schema } from './schema.ts';
import { endpointId } from './webhook-answers.ts';

export type Parameter = {
  name: string;
  in: 'path' | 'header';
  description: string;
  schema: Schema;
  example: unknown;
  /** Optional, but pages that send requests should send it. */
  sent?: true;
};

const entityTags = z.string();

/** Parameters of paths and headers, as components of the document. */
export const parameters = {
  orderId: {
    name: 'id',
    in: 'path',
    description: 'The id of the order.',
    schema: orderId,
    example: 'ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0',
  },
  productId: { name: 'id', in: 'path', description: 'The id of the product.', schema: productId, example: 'oak-table' },
  imageId: {
    name: 'imageId',
    in: 'path',
    description: 'The id of the image.',
    schema: imageId,
    example: '7q3k9m2c5d8f1g4h6j0a2b4c6e',
  },
  width: {
    name: 'width',
    in: 'path',
    description: 'The name of the variant, which is its largest possible width.',
    schema: z.literal([...variantWidths]),
    example: 800,
  },
  sequenceNumber: {
    name: 'sequenceNumber',
    in: 'path',
    description: 'The number of the dead letter, as in the list.',
    schema: sequenceNumber,
    example: '42',
  },
  eventId: {
    name: 'id',
    in: 'path',
    description: 'The id of the event.',
    schema: eventId,
    example: 'evt_ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0_confirmed',
  },
  date: { name: 'date', in: 'path', description: 'The day, in UTC.', schema: reportDate, example: '2026-11-23' },
  endpointId: {
    name: 'id',
    in: 'path',
    description: 'The id of the webhook endpoint.',
    schema: endpointId,
    example: 'whe_3k9m2c5d8f1g4h6j0a2b4c6e7q',
  },
  deliveredEventId: {
    name: 'eventId',
    in: 'path',
    description: 'The id of the event, which the endpoint got as `webhook-id`.',
    schema: eventId,
    example: 'evt_ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0_confirmed',
  },
  script: {
    name: 'script',
    in: 'path',
    description: 'The name of the script, as in the page.',
    schema: z.string().check(z.minLength(1)),
    example: scalarScript,
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes it safe to repeat the request. 1 to 255 visible ASCII characters except the comma. Send it only once, and use a new key for every new request.',
    schema: idempotencyKey,
    example: 'b9e1c3a0-7f5e-4a4e-9a39-0c6a8c2c5f10',
    sent: true,
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Write only if the current version is one of these: entity tags of earlier answers, or `*` for any version.',
    schema: entityTags,
    example: '"0000-0001"',
  },
  ifNoneMatchOfWrite: {
    name: 'If-None-Match',
    in: 'header',
    description: '`*`: write only if the resource does not exist yet.',
    schema: entityTags,
    example: '*',
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description:
      'Entity tags of earlier answers. If one of them is still current, the answer is 304. An invalid list is ignored.',
    schema: entityTags,
    example: '"0000-0001"',
  },
  acceptImage: {
    name: 'Accept',
    in: 'header',
    description: 'WebP if `image/webp` is listed with at least the weight of JPEG, otherwise JPEG.',
    schema: z.string(),
    example: 'image/webp,image/*',
  },
  acceptReport: {
    name: 'Accept',
    in: 'header',
    description: 'JSON or CSV.',
    schema: z.string(),
    example: 'text/csv',
  },
  requestId: {
    name: 'x-request-id',
    in: 'header',
    description: 'Appears in the answer and in the logs.',
    schema: z.string().check(z.regex(/^[\w.:-]{1,128}$/)),
    example: 'checkout-7f3a',
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof parameters;
