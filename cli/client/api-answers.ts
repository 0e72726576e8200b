import { z } from 'zod';

/** What the replay reads of the API's answers; other fields are none of its business. */
const order = z.object({
  id: z.string(),
  status: z.enum(['placed', 'confirmed', 'rejected', 'cancelled', 'shipped']),
  items: z.array(z.object({ productId: z.string(), quantity: z.int(), short: z.boolean().optional() })),
  shippingAddress: z.object({ recipient: z.string(), line1: z.string() }),
  placedAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime().optional(),
  rejectedAt: z.iso.datetime().optional(),
  /** For staff alone. */
  due: z.enum(['reserve', 'release', 'settle']).optional(),
  attention: z.object({ reason: z.string() }).optional(),
});
const orderPage = z.object({ items: z.array(order), nextCursor: z.string().optional() });
const stockLevel = z.object({ available: z.int(), held: z.int(), received: z.int(), shipped: z.int() });
const problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});
const token = z.object({ access_token: z.string(), expires_in: z.number().positive() });
const discovery = z.object({ token_endpoint: z.url() });

export type OrderAnswer = z.infer<typeof order>;
export type StockAnswer = z.infer<typeof stockLevel>;

export const answers = { order, orderPage, stockLevel, token, discovery };

type Answer = { status: number; text: string };

/** Thrown for an answer that is neither what was asked for nor worth repeating. */
export class Refused extends Error {
  readonly status: number;

  constructor(what: string, status: number, reason: string) {
    super(`${what} was answered ${status}: ${reason}`);
    this.name = 'Refused';
    this.status = status;
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The answer in the shape of `schema`. Throws Refused where it has another. */
export const read = <T>(schema: z.ZodType<T>, { status, text }: Answer, what: string): T => {
  const outcome = schema.safeParse(parsed(text));
  if (outcome.success) return outcome.data;
  throw new Refused(what, status, `unexpected body, ${z.prettifyError(outcome.error).replaceAll('\n', ' ')}`);
};

/** The error for an answer that was not hoped for, in the words of its problem document where it is one. */
export const refusal = ({ status, text }: Answer, what: string): Refused => {
  const { data } = problem.safeParse(parsed(text));
  if (!data) return new Refused(what, status, text.slice(0, 200) || 'no body');
  const fields = (data.errors ?? []).map(({ pointer, message }) => ` ${pointer}: ${message}`).join('');
  return new Refused(what, status, `${data.code}, ${data.detail}${fields}`);
};
