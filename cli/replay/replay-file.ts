import { z } from 'zod';
import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { type FileOrder, type FileProduct, fileShape, orderShape, productShape } from './replay-file-shape.ts';

/** `price` is in US cents. */
export type ReplayProduct = { id: string; name: string; category?: string; price: number; unitsInStock: number };

type ReplayAddress = {
  recipient: string;
  line1: string;
  city: string;
  region?: string;
  postalCode?: string;
  country: string;
};

export type ReplayOrder = {
  number: string;
  customer: string;
  /** A product may stand in more than one line. */
  items: readonly { productId: string; quantity: number }[];
  shippingAddress: ReplayAddress;
};

export type ReplayFile = { products: readonly ReplayProduct[]; orders: readonly ReplayOrder[] };

/** Everything that is wrong with a file, one line each. */
export class InvalidReplayFile extends Failure {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(exitCodes.usage, `The file cannot be replayed:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidReplayFile';
    this.problems = problems;
  }
}

type Elements<T> = { index: number; value: T }[];

const describeIssues = (error: z.ZodError, prefix: string): string[] =>
  error.issues.map(({ path, message }) => {
    const pointer = `${prefix}${path.map((key) => `/${String(key)}`).join('')}`;
    return `${pointer || 'the whole'}: ${message}`;
  });

/** The elements of the right shape, and what is wrong with the others. */
const readEach = <T>(schema: z.ZodType<T>, list: readonly unknown[], prefix: string, problems: string[]): Elements<T> =>
  list.flatMap((element, index) => {
    const outcome = schema.safeParse(element);
    if (outcome.success) return [{ index, value: outcome.data }];
    problems.push(...describeIssues(outcome.error, `${prefix}/${index}`));
    return [];
  });

const findRepeated = <T>(read: Elements<T>, prefix: string, field: string, keyOf: (value: T) => unknown): string[] => {
  const seen = new Map<unknown, number>();
  return read.flatMap(({ index, value }) => {
    const key = keyOf(value);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    return first === undefined ? [] : [`${prefix}/${index}/${field}: ${key} is taken by ${prefix}/${first}.`];
  });
};

const numberShape = z.object({ number: z.int() });

/**
 * A product with a mistake still counts as known, so that lines that name it do not repeat the
 * mistake.
 */
const findUnknownProducts = (orders: Elements<FileOrder>, rawProducts: readonly unknown[]): string[] => {
  const known = new Set(rawProducts.map((product) => numberShape.safeParse(product).data?.number));
  return orders.flatMap(({ index, value }) =>
    value.lines.flatMap(({ productNumber }, line) =>
      known.has(productNumber)
        ? []
        : [`/orders/${index}/lines/${line}/productNumber: There is no product ${productNumber}.`],
    ),
  );
};

const toProduct = ({ slug, name, category, unitPrice, unitsInStock }: FileProduct): ReplayProduct => ({
  id: slug,
  name,
  price: unitPrice,
  unitsInStock,
  ...(category !== undefined && { category }),
});

const toOrder = ({ number, customer, shipTo, lines }: FileOrder, slugs: ReadonlyMap<number, string>): ReplayOrder => {
  const { name, address, city, region, postalCode } = shipTo;
  return {
    number: String(number),
    customer,
    items: lines.map(({ productNumber, quantity }) => ({ productId: slugs.get(productNumber) ?? '', quantity })),
    shippingAddress: {
      recipient: name,
      line1: address,
      city,
      ...(region !== undefined && { region }),
      ...(postalCode !== undefined && { postalCode }),
      country: shipTo.country,
    },
  };
};

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    throw new InvalidReplayFile(['It is not JSON.']);
  }
};

/** Throws InvalidReplayFile with everything that is wrong at once. */
export const parseReplayFile = (json: string): ReplayFile => {
  const outer = fileShape.safeParse(parseJson(json));
  if (!outer.success) throw new InvalidReplayFile(describeIssues(outer.error, ''));
  const problems: string[] = [];
  const products = readEach(productShape, outer.data.products, '/products', problems);
  const orders = readEach(orderShape, outer.data.orders, '/orders', problems);
  problems.push(
    ...findRepeated(products, '/products', 'number', ({ number }) => number),
    ...findRepeated(products, '/products', 'slug', ({ slug }) => slug),
    ...findRepeated(orders, '/orders', 'number', ({ number }) => number),
    ...findUnknownProducts(orders, outer.data.products),
  );
  if (problems.length > 0) throw new InvalidReplayFile(problems);
  const slugs = new Map(products.map(({ value }) => [value.number, value.slug]));
  return {
    products: products.map(({ value }) => toProduct(value)),
    orders: orders.map(({ value }) => toOrder(value, slugs)),
  };
};

/** Units of each product that all orders together ask for. */
export const sumDemand = (orders: readonly ReplayOrder[]): ReadonlyMap<string, number> => {
  const demand = new Map<string, number>();
  for (const { productId, quantity } of orders.flatMap(({ items }) => items)) {
    demand.set(productId, (demand.get(productId) ?? 0) + quantity);
  }
  return demand;
};
