import * as z from 'zod/mini';
import type { presentImage, presentProduct } from '../../src/application/products/present-product.ts';
import type { FieldError } from '../../src/domain/errors.ts';
import { eventTypes, type ShopEvent, TEST_EVENT } from '../../src/domain/event.ts';
import { IMAGE_ID, imageStatuses, type RejectionReason, variantFormats } from '../../src/domain/image.ts';
import { type JobRun, jobNames, MAX_KEPT_RUNS } from '../../src/domain/job-run.ts';
import type { Money } from '../../src/domain/money.ts';
import {
  type Attention,
  type Cancellation,
  dues,
  type OrderLine,
  orderStatuses,
  type Shipment,
} from '../../src/domain/order.ts';
import { ORDER_ID } from '../../src/domain/order-id.ts';
import { ORDER_NUMBER } from '../../src/domain/order-number.ts';
import type { ProductSales, SalesReport, SalesTotal } from '../../src/domain/sales-report.ts';
import type { presentDeadLetter } from '../../src/functions/http/dead-letters/present-dead-letter.ts';
import { address, contact } from '../../src/functions/http/orders/order-schemas.ts';
import type { presentOrderToStaff } from '../../src/functions/http/orders/present-order.ts';
import type { Problem } from '../../src/functions/http/problem.ts';
import { type Fields, productId } from '../../src/functions/http/schemas.ts';
import type { presentLevel } from '../../src/functions/http/stock/present-level.ts';
import type { FieldsOfAny } from './fields-of-any.ts';
import { problemCodes } from './problem-codes.ts';

// What the API answers. The OpenAPI document is made from these schemas, and tests check every
// answer against them. The app never loads them. A presented field without a schema does not
// compile.

type PresentedImage = FieldsOfAny<ReturnType<typeof presentImage>>;
type PresentedDeadLetter = ReturnType<typeof presentDeadLetter>;

const rejectionReasons = [
  'unsupported_format',
  'too_large',
  'too_many_pixels',
  'too_complex',
  'corrupt',
] as const satisfies RejectionReason[];

const count = z.int().check(z.gte(0));
const time = z.iso.datetime();
export const orderId = z.string().check(z.regex(ORDER_ID));
export const imageId = z.string().check(z.regex(IMAGE_ID));
export const reportDate = z.iso.date();
export const sequenceNumber = z.string().check(z.minLength(1));
const currency = z.string().check(z.regex(/^[A-Z]{3}$/));
const nextCursor = z.exactOptional(z.string());

export const orderLine = z.strictObject({
  productId,
  name: z.string(),
  quantity: z.int().check(z.gte(1)),
  unitPrice: count,
  lineTotal: count,
  short: z.exactOptional(z.literal(true)),
  available: z.exactOptional(count),
} satisfies Fields<OrderLine>);

const attention = z.strictObject({ reason: z.string(), since: time } satisfies Fields<Attention>);

export const order = z.strictObject({
  id: orderId,
  number: z.string().check(z.regex(ORDER_NUMBER)),
  status: z.enum(orderStatuses),
  items: z.array(orderLine),
  currency,
  total: count,
  shippingAddress: address,
  contact: z.exactOptional(contact),
  note: z.exactOptional(z.string()),
  placedAt: time,
  confirmedAt: z.exactOptional(time),
  rejectedAt: z.exactOptional(time),
  cancelledAt: z.exactOptional(time),
  shippedAt: z.exactOptional(time),
  cancellation: z.exactOptional(
    z.strictObject({
      reason: z.exactOptional(z.string()),
      by: z.enum(['customer', 'staff']),
    } satisfies Fields<Cancellation>),
  ),
  shipment: z.exactOptional(
    z.strictObject({ carrier: z.string(), trackingNumber: z.string() } satisfies Fields<Shipment>),
  ),
  customerId: z.exactOptional(z.string()),
  due: z.exactOptional(z.enum(dues)),
  dueSince: z.exactOptional(time),
  attention: z.exactOptional(attention),
} satisfies Fields<ReturnType<typeof presentOrderToStaff>>);
export const orderPage = z.strictObject({ items: z.array(order), nextCursor });

export const variant = z.strictObject({
  width: z.int().check(z.gte(1)),
  height: z.int().check(z.gte(1)),
  format: z.enum(variantFormats),
  bytes: z.int().check(z.gte(1)),
  url: z.string(),
} satisfies Fields<PresentedImage['variants'][number]>);

const imageStatus = z.enum(imageStatuses);

export const image = z.strictObject({
  id: imageId,
  status: imageStatus,
  reason: z.exactOptional(z.enum(rejectionReasons)),
  width: z.exactOptional(z.int().check(z.gte(1))),
  height: z.exactOptional(z.int().check(z.gte(1))),
  placeholder: z.exactOptional(z.string()),
  variants: z.array(variant),
} satisfies Fields<PresentedImage>);

export const addedImage = z.strictObject({
  id: imageId,
  upload: z.strictObject({
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    expiresAt: time,
  }),
});

export const product = z.strictObject({
  id: productId,
  name: z.string(),
  description: z.exactOptional(z.string()),
  category: z.exactOptional(z.string()),
  price: z.strictObject({ amount: count, currency } satisfies Fields<Money>),
  active: z.boolean(),
  availability: z.enum(['in_stock', 'low', 'out']),
  images: z.array(image),
  createdAt: time,
  updatedAt: time,
} satisfies Fields<Omit<ReturnType<typeof presentProduct>, 'images'> & { images: z.output<typeof image>[] }>);
export const productPage = z.strictObject({ items: z.array(product), nextCursor });

export const stockLevel = z.strictObject({
  onHand: count,
  available: count,
  held: count,
  received: count,
  shipped: count,
} satisfies Fields<ReturnType<typeof presentLevel>>);

const deadLetterSource = z.enum(['process-order', 'process-upload']);

export const deadLetter = z.strictObject({
  sequenceNumber,
  source: deadLetterSource,
  messageId: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  cause: z.exactOptional(z.string()),
  deliveryCount: count,
  attempt: z.exactOptional(z.int().check(z.gte(1))),
  requestId: z.exactOptional(z.string()),
  enqueuedAt: time,
  ageSeconds: z.number().check(z.gte(0)),
  body: z.unknown(),
  order: z.exactOptional(
    z.strictObject({
      id: z.string(),
      status: z.enum(orderStatuses),
      due: z.exactOptional(z.enum(dues)),
      attention: z.exactOptional(attention),
    } satisfies Fields<NonNullable<PresentedDeadLetter['order']>>),
  ),
  image: z.exactOptional(
    z.strictObject({
      productId: z.string(),
      imageId: z.string(),
      status: z.exactOptional(imageStatus),
    } satisfies Fields<NonNullable<PresentedDeadLetter['image']>>),
  ),
} satisfies Fields<PresentedDeadLetter>);
export const deadLetterPage = z.strictObject({
  items: z.array(deadLetter),
  nextCursor,
  missing: z.exactOptional(z.array(deadLetterSource)),
});

export const replayedLetter = z.strictObject({
  sequenceNumber,
  orderId: z.exactOptional(z.string()),
  image: z.exactOptional(z.strictObject({ productId: z.string(), imageId: z.string() })),
  note: z.exactOptional(z.string()),
});
export const replayedLetters = z.strictObject({ replayed: count, skipped: count, remaining: z.boolean() });

export const eventId = z.string().check(z.regex(/^evt_[a-z0-9_-]+$/));
export const event = z.strictObject({
  id: eventId,
  type: z.enum([...eventTypes, TEST_EVENT]),
  subject: z.string(),
  time,
  version: z.string(),
  data: z.looseObject({}),
} satisfies Fields<Omit<ShopEvent, 'origin'>>);
export const eventPage = z.strictObject({ items: z.array(event), nextCursor });

/** A number while it is exact, else its decimal digits. */
const exactSum = z.union([count, z.string().check(z.regex(/^[1-9]\d{15,}$/))]);

const sales = {
  placed: count,
  confirmed: count,
  rejected: count,
  cancelled: count,
  shipped: count,
  units: exactSum,
  revenue: exactSum,
};
export const salesReport = z.strictObject({
  date: reportDate,
  totals: z.array(z.strictObject({ currency, ...sales } satisfies Fields<SalesTotal>)),
  products: z.array(z.strictObject({ currency, productId, name: z.string(), ...sales } satisfies Fields<ProductSales>)),
} satisfies Fields<SalesReport>);

const jobSummary = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const jobRun = z.strictObject({
  id: z.string(),
  startedAt: time,
  endedAt: time,
  outcome: z.enum(['succeeded', 'failed']),
  summary: z.exactOptional(jobSummary),
  reason: z.exactOptional(z.string()),
} satisfies Fields<Omit<FieldsOfAny<JobRun>, 'summary'> & { summary?: z.output<typeof jobSummary> }>);
export const jobs = z.strictObject({
  items: z.array(z.strictObject({ job: z.enum(jobNames), runs: z.array(jobRun).check(z.maxLength(MAX_KEPT_RUNS)) })),
});

export const live = z.strictObject({ status: z.literal('live') });
export const ready = z.strictObject({ status: z.literal('ready') });

export const fieldError = z.strictObject({ pointer: z.string(), message: z.string() } satisfies Fields<FieldError>);
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int().check(z.gte(400), z.lte(599)),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(problemCodes),
  errors: z.exactOptional(z.array(fieldError).check(z.maxLength(100))),
  moreErrors: z.exactOptional(z.int().check(z.gte(1))),
} satisfies Fields<Problem>);

/** Any object: the document itself. */
export const anyObject = z.looseObject({});
