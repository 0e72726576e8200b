import { z } from 'zod';

/** The fields of an order that a replay reads. */
export const orderAnswer = z.object({
  id: z.string(),
  status: z.enum(['placed', 'confirmed', 'rejected', 'cancelled', 'shipped']),
  items: z.array(z.object({ productId: z.string(), quantity: z.int(), short: z.boolean().optional() })),
  shippingAddress: z.object({ recipient: z.string(), line1: z.string() }),
  placedAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime().optional(),
  rejectedAt: z.iso.datetime().optional(),
  /** Only staff see it. */
  due: z.enum(['reserve', 'release', 'settle']).optional(),
  attention: z.object({ reason: z.string() }).optional(),
});
export type OrderAnswer = z.infer<typeof orderAnswer>;

export const stockAnswer = z.object({ available: z.int(), held: z.int(), received: z.int(), shipped: z.int() });
export type StockAnswer = z.infer<typeof stockAnswer>;
