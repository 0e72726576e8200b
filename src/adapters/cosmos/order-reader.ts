import * as z from 'zod/mini';
import { type Order, orderStatuses } from '../../domain/order.ts';
import { isOrderId } from '../../domain/order-id.ts';
import type { DocumentReader } from './cosmos-changes.ts';
import { type OrderDocument, orderOf } from './order-document.ts';

const moment = z.iso.datetime();

/** What the events of an order need. Other fields are not checked. */
const shape = z.object({
  id: z.string().check(z.refine(isOrderId)),
  customerId: z.string(),
  status: z.enum(orderStatuses),
  items: z.array(z.object({ productId: z.string(), name: z.string(), quantity: z.number(), unitPrice: z.number() })),
  currency: z.string(),
  total: z.number(),
  shippingAddress: z.looseObject({}),
  contact: z.optional(z.looseObject({})),
  placedAt: moment,
  confirmedAt: z.optional(moment),
  rejectedAt: z.optional(moment),
  cancelledAt: z.optional(moment),
  shippedAt: z.optional(moment),
  cancellation: z.optional(z.looseObject({})),
  shipment: z.optional(z.looseObject({})),
});

export const orderReader: DocumentReader<OrderDocument, Order> = { shape, toValue: orderOf };
