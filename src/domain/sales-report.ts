import type { Order, OrderLine, OrderStatus } from './order.ts';
import type { ProductId } from './product.ts';

/** A number up to 2^53 - 1. Above that, its decimal digits, because a number is not exact. */
type ExactSum = number | string;

/** `placed` to `shipped` count orders; `units` and `revenue` (minor units) only confirmed ones. */
export type SalesFigures = Record<OrderStatus, number> & Record<'units' | 'revenue', ExactSum>;

export type SalesTotal = { currency: string } & SalesFigures;

/** Counts the orders that have a line for the product. `name` comes from the newest of them. */
export type ProductSales = { currency: string; productId: ProductId; name: string } & SalesFigures;

/**
 * What happened on one UTC day, whenever the orders were placed. Sorted by currency, then product.
 */
export type SalesReport = { date: string; totals: readonly SalesTotal[]; products: readonly ProductSales[] };

/** The part of an order that a report needs, for an order that reached a status on that day. */
export type SalesEvent = Pick<Order, 'currency'> & {
  sortKey: string;
  items: readonly Pick<OrderLine, 'productId' | 'name' | 'quantity' | 'lineTotal'>[];
};

type Tally = Record<OrderStatus, number> & Record<'units' | 'revenue', bigint>;

const newTally = (): Tally => ({
  placed: 0,
  confirmed: 0,
  rejected: 0,
  cancelled: 0,
  shipped: 0,
  units: 0n,
  revenue: 0n,
});

const toExactSum = (sum: bigint): ExactSum => (sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : String(sum));

const toFigures = ({ units, revenue, ...counts }: Tally): SalesFigures => ({
  ...counts,
  units: toExactSum(units),
  revenue: toExactSum(revenue),
});

/** Throws if the amount is not exact: a report that is off by a little is worse than none. */
const toExact = (name: 'units' | 'revenue', amount: number): bigint => {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not exact for ${name}: not a safe integer.`);
  return BigInt(amount);
};

const countEvent = (tally: Tally, status: OrderStatus, lines: SalesEvent['items']): void => {
  tally[status] += 1;
  if (status !== 'confirmed') return;
  for (const { quantity, lineTotal } of lines) {
    tally.units += toExact('units', quantity);
    tally.revenue += toExact('revenue', lineTotal);
  }
};

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

type ProductTally = { name: string; sortKey: string; figures: Tally };

/** The events of one day may come in any order. Keeps sums in memory, but no events. */
export const tallySales = (date: string) => {
  const totals = new Map<string, Tally>();
  const products = new Map<string, Map<ProductId, ProductTally>>();

  const productTally = ({ currency, sortKey }: SalesEvent, { productId, name }: SalesEvent['items'][number]) => {
    const ofCurrency = products.get(currency) ?? new Map<ProductId, ProductTally>();
    products.set(currency, ofCurrency);
    const tally = ofCurrency.get(productId) ?? { name, sortKey, figures: newTally() };
    ofCurrency.set(productId, tally);
    if (sortKey > tally.sortKey) Object.assign(tally, { name, sortKey });
    return tally.figures;
  };

  return {
    add(status: OrderStatus, event: SalesEvent): void {
      const total = totals.get(event.currency) ?? newTally();
      totals.set(event.currency, total);
      countEvent(total, status, event.items);
      for (const line of event.items) countEvent(productTally(event, line), status, [line]);
    },

    report: (): SalesReport => ({
      date,
      totals: [...totals].sort(byKey).map(([currency, figures]) => ({ currency, ...toFigures(figures) })),
      products: [...products].sort(byKey).flatMap(([currency, ofCurrency]) =>
        [...ofCurrency].sort(byKey).map(([productId, { name, figures }]) => ({
          currency,
          productId,
          name,
          ...toFigures(figures),
        })),
      ),
    }),
  };
};
