import type { OrderAnswer, StockAnswer } from './api-answers.ts';
import type { ReplayOrder } from './replay-file.ts';

export type Books = {
  /** Every order that was answered 201, with the id of the answer. */
  placed: readonly { order: ReplayOrder; id: string }[];
  /** The orders of each customer of the file, including those from elsewhere. */
  lists: ReadonlyMap<string, readonly OrderAnswer[]>;
  levels: ReadonlyMap<string, StockAnswer>;
  /** Units on record when this run set the stock; products that it did not set are absent. */
  received: ReadonlyMap<string, number>;
};

export type ProductFinding = {
  productId: string;
  problems: readonly string[];
  level: StockAnswer;
  /** Units in confirmed orders, and in shipped ones. */
  confirmedUnits: number;
  shippedUnits: number;
};
export type OrderFinding = { number: string; id: string; customer: string; problem: string };
export type BookFindings = { products: readonly ProductFinding[]; orders: readonly OrderFinding[]; elsewhere: number };

export const isBalanced = ({ products, orders }: BookFindings): boolean => products.length === 0 && orders.length === 0;

const sumUnits = (orders: readonly OrderAnswer[], status: OrderAnswer['status']): ReadonlyMap<string, number> => {
  const units = new Map<string, number>();
  for (const { productId, quantity } of orders
    .filter((order) => order.status === status)
    .flatMap(({ items }) => items)) {
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  }
  return units;
};

const findLevelProblems = (level: StockAnswer, confirmed: number, shipped: number, received?: number): string[] => {
  const { available, held } = level;
  return [
    ...(held === confirmed ? [] : [`held is ${held}, but confirmed orders hold ${confirmed}`]),
    ...(level.shipped === shipped ? [] : [`shipped is ${level.shipped}, but shipped orders took ${shipped}`]),
    ...(available + held === level.received - level.shipped
      ? []
      : [`available + held is ${available + held}, but received - shipped is ${level.received - level.shipped}`]),
    ...(received === undefined || level.received === received
      ? []
      : [`received is ${level.received}, but was ${received} at the start`]),
    ...(available >= 0 ? [] : [`available is ${available}`]),
  ];
};

const checkProducts = ({ lists, levels, received }: Books): ProductFinding[] => {
  const orders = [...lists.values()].flat();
  const confirmed = sumUnits(orders, 'confirmed');
  const shipped = sumUnits(orders, 'shipped');
  return [...levels].flatMap(([productId, level]) => {
    const confirmedUnits = confirmed.get(productId) ?? 0;
    const shippedUnits = shipped.get(productId) ?? 0;
    const problems = findLevelProblems(level, confirmedUnits, shippedUnits, received.get(productId));
    return problems.length === 0 ? [] : [{ productId, problems, level, confirmedUnits, shippedUnits }];
  });
};

/** Equal for the lines in the file and in the API's order, however they are split and sorted. */
const linesKey = (items: readonly { productId: string; quantity: number }[]): string => {
  const merged = new Map<string, number>();
  for (const { productId, quantity } of items) merged.set(productId, (merged.get(productId) ?? 0) + quantity);
  return JSON.stringify([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const contentKey = ({ items, shippingAddress }: Pick<ReplayOrder, 'items' | 'shippingAddress'> | OrderAnswer): string =>
  JSON.stringify([linesKey(items), shippingAddress.recipient, shippingAddress.line1]);

const findOrderProblems = (order: ReplayOrder, found: readonly OrderAnswer[]): string[] => {
  const [first] = found;
  if (!first) return ["missing: it is not in the customer's list"];
  return [
    ...(found.length > 1 ? [`doubled: it is ${found.length} times in the customer's list`] : []),
    ...(linesKey(first.items) === linesKey(order.items) ? [] : ['altered: its lines differ from the file']),
    ...(first.status === 'placed' ? ['not settled: it is still placed'] : []),
    ...(first.status === 'rejected' && !first.items.some(({ short }) => short)
      ? ['rejected without a short line']
      : []),
  ];
};

const checkPlacedOrders = ({ placed, lists }: Books): OrderFinding[] => {
  const byId = new Map<string, OrderAnswer[]>();
  for (const [customer, orders] of lists) {
    for (const order of orders) {
      const key = JSON.stringify([customer, order.id]);
      byId.set(key, [...(byId.get(key) ?? []), order]);
    }
  }
  const numbers = new Map<string, string>();
  return placed.flatMap(({ order, id }) => {
    const { number, customer } = order;
    const twin = numbers.get(id);
    numbers.set(id, number);
    const found = byId.get(JSON.stringify([customer, id])) ?? [];
    const problems = [
      ...findOrderProblems(order, found),
      ...(twin === undefined ? [] : [`missing: it was given the id of order ${twin}`]),
    ];
    return problems.map((problem) => ({ number, id, customer, problem }));
  });
};

/** Orders that the file does not know. One with the content of an order in the file is a double. */
const checkUnknownOrders = ({ placed, lists }: Books): { doubled: OrderFinding[]; elsewhere: number } => {
  const ids = new Set(placed.map(({ id }) => id));
  const contents = new Map(placed.map(({ order }) => [`${order.customer} ${contentKey(order)}`, order.number]));
  const unknown = [...lists].flatMap(([customer, orders]) =>
    orders.filter(({ id }) => !ids.has(id)).map((order) => ({ customer, order })),
  );
  const doubled = unknown.flatMap(({ customer, order }) => {
    const number = contents.get(`${customer} ${contentKey(order)}`);
    if (number === undefined) return [];
    return [
      { number, id: order.id, customer, problem: 'doubled: another order of this customer has the same content' },
    ];
  });
  return { doubled, elsewhere: unknown.length - doubled.length };
};

/**
 * Compares the stock levels with the orders. Correct only if nobody but the customers of the file
 * has ordered its products, and nothing changes meanwhile.
 */
export const checkBooks = (books: Books): BookFindings => {
  const { doubled, elsewhere } = checkUnknownOrders(books);
  return { products: checkProducts(books), orders: [...checkPlacedOrders(books), ...doubled], elsewhere };
};
