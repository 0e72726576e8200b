import type { CustomerId } from '../../src/domain/customer-id.ts';
import type { ProductDetails, ProductId } from '../../src/domain/product.ts';
import { toCustomerId, toProductId } from '../support/ids.ts';
import { isObject } from './is-object.ts';
import { smallerLanes } from './smaller-lanes.ts';

const PRICE = 100;

const offers = ['as at first', 'dearer', 'in dollars', 'no longer'] as const;

type Offer = (typeof offers)[number];

/** What the outside world does, in parallel lanes of sequential actions. */
export type Action =
  | { do: 'place'; key: number }
  | { do: 'cancel'; key: number; when?: 'confirmed' }
  | { do: 'ship'; key: number }
  | { do: 'restock'; product: number; key: number; units: number }
  | { do: 'offer'; product: number; as: Offer }
  | { do: 'operate' }
  | { do: 'replay' }
  | { do: 'reconcile' };

export type Plan = {
  /** Units at the start, by product. */
  units: readonly number[];
  maxAttempts: number;
  lanes: readonly (readonly Action[])[];
  /** A call that fails most of the time, until all is calm. */
  outage?: string;
  /** Whether, on a good day, lanes continue before the queue is processed. */
  eager?: boolean;
};

/** A key always stands for the same command, so that a repeat is a repeat. */
export const linesOf = (key: number, products: number): { productId: ProductId; quantity: number }[] => {
  const wanted = [[0], [0, 1], [1], [1, 0]][key % 4] ?? [0];
  return [...new Set(wanted.map((product) => product % products))].map((product, n) => ({
    productId: productName(product),
    quantity: ((key + n) % 2) + 1,
  }));
};

/** Every second client says what it expects to pay. */
export const expectedTotalOf = (key: number, products: number): { expectedTotal?: number } =>
  key % 2 === 0
    ? { expectedTotal: PRICE * linesOf(key, products).reduce((units, { quantity }) => units + quantity, 0) }
    : {};

export const offerOf = (product: number, offer: Offer): ProductDetails => ({
  name: productName(product),
  price: { amount: offer === 'dearer' ? PRICE + 1 : PRICE, currency: offer === 'in dollars' ? 'USD' : 'EUR' },
  active: offer !== 'no longer',
});

export const productName = (product: number): ProductId => toProductId(`p${product}`);

/** Lags are bounded if something relies on it. */
export const hasReconcile = ({ lanes }: Plan): boolean => lanes.flat().some((action) => action.do === 'reconcile');

export const customerOf = (key: number): CustomerId => (key % 3 === 2 ? toCustomerId('bob') : toCustomerId('alice'));

const outages = [
  'orders.get',
  'orders.replace',
  'orders.getLatest',
  'stock.reserve',
  'stock.release',
  'stock.settle',
  'queue.send',
  'queue.schedule',
  'broker.complete',
];

const SORTS = 24;

/** `known`: keys that are placed somewhere. Most actions on orders pick one of them. */
const randomAction = (below: (n: number) => number, known: number[], keys: number, products: number): Action => {
  const sort = below(SORTS);
  if (sort < 7) {
    const key = below(keys);
    known.push(key);
    return { do: 'place', key };
  }
  const key = known[below(known.length)] ?? 0;
  if (sort < 12) return { do: 'cancel', key, ...(below(2) === 0 && { when: 'confirmed' as const }) };
  if (sort < 16) return { do: 'ship', key };
  if (sort < 18) return { do: 'restock', product: below(products), key: below(2), units: 1 };
  if (sort < 22) return { do: 'offer', product: below(products), as: offers[below(offers.length)] ?? 'dearer' };
  return { do: (['operate', 'replay', 'reconcile'] as const)[below(3)] ?? 'operate' };
};

const place = (key: number): Action => ({ do: 'place', key });

/** A client that asks again and again with its key, after the catalogue has changed. */
const repeatingLane = (below: (n: number) => number, keys: number, products: number): Action[] => {
  const key = below(keys);
  const change: Action = { do: 'offer', product: below(products), as: offers[1 + below(3)] ?? 'dearer' };
  const repeats = Array.from({ length: 1 + below(3) }, () => place(key));
  return [place(key), change, ...repeats];
};

export const randomPlan = (next: () => number): Plan => {
  const below = (n: number): number => Math.floor(next() * n);
  const keys = 1 + below(3);
  const products = 1 + below(2);
  const known = [0];
  const lanes = Array.from({ length: 1 + below(3) }, () =>
    Array.from({ length: 1 + below(4) }, () => randomAction(below, known, keys, products)),
  );
  return {
    units: Array.from({ length: products }, () => below(7)),
    maxAttempts: [2, 3, 4, 10][below(4)] ?? 3,
    lanes: [
      ...lanes.map((lane, n): Action[] => (n === 0 ? [place(0), ...lane] : lane)),
      ...(below(2) === 0 ? [repeatingLane(below, keys, products)] : []),
    ],
    ...(below(2) === 0 && { eager: true }),
    ...(below(4) === 0 && { outage: outages[below(outages.length)] ?? '' }),
  };
};

/** Small enough to try every way to fail once or twice. */
export const canonical: Readonly<Record<string, Plan>> = {
  'place, confirm': { units: [5, 5], maxAttempts: 3, lanes: [[place(1)]] },
  'place, confirm, ship, settle': { units: [5, 5], maxAttempts: 3, lanes: [[place(1), { do: 'ship', key: 1 }]] },
  'place, cancel at once': {
    units: [5, 5],
    maxAttempts: 3,
    eager: true,
    lanes: [[place(1), { do: 'cancel', key: 1 }]],
  },
  'place, confirm, cancel': {
    units: [5, 5],
    maxAttempts: 3,
    lanes: [[place(1), { do: 'cancel', key: 1, when: 'confirmed' }]],
  },
  'two orders, stock for one': { units: [3, 1], maxAttempts: 3, lanes: [[place(1)], [place(3)]] },
  'the same key twice, and a new price in between': {
    units: [5, 5],
    maxAttempts: 3,
    lanes: [[place(0), { do: 'offer', product: 0, as: 'dearer' }, place(0)]],
  },
  'the same key twice': { units: [5, 5], maxAttempts: 3, eager: true, lanes: [[place(1)], [place(1)]] },
  'confirm, cancel and reconcile': {
    units: [5, 5],
    maxAttempts: 3,
    lanes: [
      [place(1), { do: 'cancel', key: 1, when: 'confirmed' }],
      [place(1), { do: 'reconcile' }],
    ],
  },
  'confirm, cancel and ship at once': {
    units: [5],
    maxAttempts: 2,
    lanes: [[place(0), { do: 'ship', key: 0 }], [{ do: 'cancel', key: 0, when: 'confirmed' }]],
  },
};

const actionText = (action: Action): string => {
  if (action.do === 'operate') return 'operator retries';
  if (action.do === 'replay') return 'operator replays dead letters';
  if (action.do === 'reconcile') return 'reconcile';
  if (action.do === 'restock') return `restock p${action.product} with ${action.units}`;
  if (action.do === 'offer') return `offer p${action.product} ${action.as}`;
  return `${action.do} key-${action.key}${action.do === 'cancel' && action.when ? ' once confirmed' : ''}`;
};

export const describePlan = ({ units, maxAttempts, outage, lanes }: Plan): string[] => [
  `stock ${units.map((n, product) => `p${product}: ${n}`).join(', ')}; ${maxAttempts} attempts${outage ? `; ${outage} fails most of the time` : ''}`,
  ...lanes.map((lane, n) => `client ${n + 1}: ${lane.map(actionText).join(', then ')}`),
];

export const smallerPlans = function* (plan: Plan): Generator<Plan> {
  const { outage, eager, ...simple } = plan;
  if (outage !== undefined) yield { ...simple, ...(eager && { eager }) };
  yield* smallerLanes(plan);
};

export const isPlan = (value: unknown): value is Plan =>
  isObject(value) &&
  Array.isArray(value.units) &&
  typeof value.maxAttempts === 'number' &&
  Array.isArray(value.lanes) &&
  value.lanes.every((lane) => Array.isArray(lane) && lane.every(isObject));
