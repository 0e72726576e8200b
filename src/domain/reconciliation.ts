import type { Order, OrderLine } from './order.ts';
import type { OrderId } from './order-id.ts';
import type { ProductId } from './product.ts';
import type { Reservation, StockLevel } from './stock.ts';

/** What the nightly stock check must not repair. docs/operations.md says what to do. */
export const findingCodes = [
  'order_missing',
  'not_on_order',
  'other_quantity',
  'held_after_shipping',
  'reservation_missing',
  'level_missing',
  'level_unbalanced',
  'level_negative',
  'held_differs',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** `expected` and `found` are units. Logged as it is, so it holds only ids and figures. */
export type Finding = { code: FindingCode; productId: ProductId; orderId?: OrderId; expected?: number; found?: number };

type Oddity = Pick<Finding, 'code' | 'expected' | 'found'>;

/** The part of an order that its reservations must match. */
type Claim = Pick<Order, 'status' | 'debt'> & { items: readonly Pick<OrderLine, 'productId' | 'quantity'>[] };

export const countUnits = ({ items }: Pick<Claim, 'items'>, productId: ProductId): number =>
  items.reduce((sum, line) => (line.productId === productId ? sum + line.quantity : sum), 0);

const judgeHeld = (productId: ProductId, held: number, order: Claim): 'fine' | 'give_back' | Oddity => {
  switch (order.status) {
    case 'placed':
      return 'fine';
    case 'cancelled':
    case 'rejected':
      return 'give_back';
    case 'shipped':
      return order.debt?.due === 'settle' ? 'fine' : { code: 'held_after_shipping', expected: 0, found: held };
    case 'confirmed': {
      const expected = countUnits(order, productId);
      if (expected === held) return 'fine';
      return { code: expected === 0 ? 'not_on_order' : 'other_quantity', expected, found: held };
    }
  }
};

/**
 * 'give_back' is safe even if the order was read long ago: `cancelled` and `rejected` are final.
 * What looks odd may only be due to reading the two at different times.
 */
export const judgeReservation = (
  productId: ProductId,
  reservation: Reservation | undefined,
  order: Claim | undefined,
): 'fine' | 'give_back' | Oddity => {
  if (reservation?.state === 'held') {
    const found = reservation.quantity;
    return order ? judgeHeld(productId, found, order) : { code: 'order_missing', expected: 0, found };
  }
  const expected = order?.status === 'confirmed' ? countUnits(order, productId) : 0;
  return expected === 0 ? 'fine' : { code: 'reservation_missing', expected, found: 0 };
};

/** Contradictions within one level, whatever is held. */
export const findContradictions = ({ received, shipped, available, held }: StockLevel): readonly Oddity[] => {
  const oddities: Oddity[] = [];
  const [expected, found] = [received - shipped, available + held];
  if (expected !== found) oddities.push({ code: 'level_unbalanced', expected, found });
  const least = Math.min(received, shipped, available, held);
  if (least < 0) oddities.push({ code: 'level_negative', expected: 0, found: least });
  return oddities;
};
