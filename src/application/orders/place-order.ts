import { createHash } from 'node:crypto';
import type { Contact } from '../../domain/contact.ts';
import type { CustomerId } from '../../domain/customer-id.ts';
import { DomainError, type FieldError, Unavailable } from '../../domain/errors.ts';
import { type Address, MAX_QUANTITY, newOrder, type Order } from '../../domain/order.ts';
import { keyedOrderId, timedOrderId } from '../../domain/order-id.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { decideOnReads } from '../decide-on-read.ts';
import type { Products } from '../ports/products.ts';
import type { Versioned } from '../ports/versioned.ts';
import { announceDue } from './announce-due.ts';
import { orderLogFields } from './order-log-fields.ts';

type RequestedItem = { productId: ProductId; quantity: number };

export type OrderRequest = {
  items: readonly RequestedItem[];
  shippingAddress: Address;
  contact?: Contact;
  note?: string;
  /** In minor units. */
  expectedTotal?: number;
};

export type PlaceOrderCommand = OrderRequest & { customerId: CustomerId; idempotencyKey?: string | undefined };

type Deps = Pick<Capabilities, 'orders' | 'products' | 'orderQueue' | 'clock' | 'log' | 'entropy'>;

export type PlacedOrder = Versioned<Order> & { replayed: boolean };

/** `index` is the product's first position in the caller's list. */
type WantedLine = RequestedItem & { index: number };

const mergeLines = (items: PlaceOrderCommand['items']): readonly WantedLine[] => {
  const lines = new Map<string, WantedLine>();
  for (const [index, { productId, quantity }] of items.entries()) {
    const line = lines.get(productId);
    lines.set(productId, line ? { ...line, quantity: line.quantity + quantity } : { productId, quantity, index });
  }
  const errors = [...lines.values()]
    .filter(({ quantity }) => quantity > MAX_QUANTITY)
    .map(({ index }) => ({
      pointer: `/items/${index}/quantity`,
      message: `An order can contain at most ${MAX_QUANTITY} units of one product.`,
    }));
  if (errors.length > 0) throw new DomainError('validation_failed', 'The order has invalid fields.', errors);
  return [...lines.values()];
};

/**
 * The type of a rest without fields. `rest satisfies NoFieldLeft` does not compile once the type
 * that was destructured has a new field, so that nobody forgets to hash it. (Callers may pass wider
 * objects. What they have besides is not hashed.)
 */
type NoFieldLeft = Record<string, never>;

/**
 * `value satisfies OnlyKeys<typeof value, K>` does not compile if the value has a key besides `K`.
 */
type OnlyKeys<T, K> = Record<Exclude<keyof T, K>, never>;

// The hash of these arrays is stored, and compared with those that later releases compute. Never
// reorder or remove an element; in the JSON of an array, an undefined one is null and keeps its
// place. Append a new field, also one of an address, as `['name', value]`, and only if it has a
// value: see `newer`. As a plain element it would be null in requests without it, and these would
// no longer match their stored hash.

const itemArray = ({ productId, quantity, ...rest }: RequestedItem) => {
  rest satisfies NoFieldLeft;
  return [productId, quantity];
};

const addressArray = (address: Address) => {
  const { recipient, line1, line2, line3, city, region, postalCode, country, ...rest } = address;
  rest satisfies NoFieldLeft;
  return [recipient, line1, line2, line3, city, region, postalCode, country];
};

const contactArray = ({ email, phone, ...rest }: Contact) => {
  rest satisfies NoFieldLeft;
  return [email, phone];
};

/**
 * The sequence of the lines and of JSON properties does not matter. `lines`: the merged items. The
 * customer and the key are not hashed: the id is made of them.
 */
const hashRequest = (request: OrderRequest, lines: readonly RequestedItem[]): string => {
  const { items: _items, shippingAddress, note, expectedTotal, contact, ...rest } = request;
  rest satisfies NoFieldLeft;
  const items = lines.toSorted((a, b) => (a.productId < b.productId ? -1 : 1)).map(itemArray);
  // Fields added after the first release. A request without them must hash as before.
  const newer = [['contact', contact && contactArray(contact)]].filter(([, value]) => value !== undefined);
  const fields = [items, addressArray(shippingAddress), note, expectedTotal, ...newer];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
};

const answerReplay = (stored: Versioned<Order>, customerId: CustomerId, hash: string): PlacedOrder => {
  // Another order with the same key. Or another customer's: ids are hashes, and two may collide.
  if (stored.value.customerId !== customerId || stored.value.commandHash !== hash) {
    throw new DomainError('idempotency_key_reused', 'This Idempotency-Key was used for another order. Use a new key.');
  }
  return { ...stored, replayed: true };
};

const findCommonCurrency = (currencies: readonly string[]): string => {
  const [currency, ...others] = new Set(currencies);
  if (currency !== undefined && others.length === 0) return currency;
  throw new DomainError(
    'currency_mismatch',
    `All products of an order must have the same currency; these are in ${[...new Set(currencies)].join(', ')}.`,
  );
};

const priceLines = (lines: readonly WantedLine[], products: readonly (Product | undefined)[]) => {
  const errors: FieldError[] = [];
  const sold = lines.flatMap(({ productId, quantity, index }, n) => {
    const product = products[n];
    if (product?.active) return [{ productId, name: product.name, quantity, price: product.price }];
    errors.push({ pointer: `/items/${index}/productId`, message: `Product ${productId} is not for sale.` });
    return [];
  });
  if (errors.length > 0) throw new DomainError('product_not_available', 'Some products are not available.', errors);
  return {
    currency: findCommonCurrency(sold.map(({ price }) => price.currency)),
    items: sold.map(({ price, ...line }) => ({ ...line, unitPrice: price.amount })),
  };
};

const checkTotal = ({ total, currency }: Order, expected: number | undefined): void => {
  if (expected === undefined || expected === total) return;
  throw new DomainError('price_changed', `The total is now ${total} (minor units of ${currency}).`, [
    { pointer: '/expectedTotal', message: `Expected ${expected}, but the total is ${total}.` },
  ]);
};

/**
 * Costs one point read per product, one of the order if there is a key, one write and one send. A
 * repeat with a key is never refused because the catalogue has changed. Only the request that
 * creates the order announces it: if it fails to, the relay does.
 */
export const placeOrder = (deps: Deps) => {
  const announce = announceDue(deps);

  return async (command: PlaceOrderCommand): Promise<PlacedOrder> => {
    const { customerId, idempotencyKey, items: requested, expectedTotal, ...keptFields } = command;
    // Does not compile with a field that Order lacks. The spread below would store it unnoticed.
    keptFields satisfies OnlyKeys<typeof keptFields, keyof Order>;
    const lines = mergeLines(requested);
    const hash = hashRequest(command, lines);
    const now = deps.clock();
    const id =
      idempotencyKey === undefined
        ? timedOrderId(customerId, now, deps.entropy(10))
        : keyedOrderId(customerId, idempotencyKey);

    const place = async (readProduct: Products['get']): Promise<PlacedOrder> => {
      const products = await Promise.all(lines.map(({ productId }) => readProduct(productId)));
      const { currency, items } = priceLines(
        lines,
        products.map((product) => product?.value),
      );
      const order = newOrder({
        id,
        customerId,
        currency,
        items,
        commandHash: hash,
        placedAt: now.toISOString(),
        ...keptFields,
      });
      checkTotal(order, expectedTotal);

      const created = await deps.orders.create(order);
      if (created === 'exists') {
        // The id is taken, by one of two:
        // - Another request with this key, at the same time, or earlier and not seen by a stale
        //   read. `answerReplay` may refuse: this request has written nothing, as `decideOnReads`
        //   demands.
        // - This request, if the SDK repeated a create whose answer was lost. Then the hash is the
        //   same. We cannot tell, so the answer is a replay, nothing is logged, and the relay
        //   announces it.
        const stored = await deps.orders.getLatest(id);
        // Cannot happen, since orders are never deleted. If it does, the client may try again.
        if (!stored) throw new Unavailable('cosmos');
        return answerReplay(stored, customerId, hash);
      }
      const { total } = created.value;
      const fields = { ...orderLogFields(created.value, deps.clock()), lines: items.length, total, currency };
      deps.log.info('order_placed', fields);
      await announce(created);
      return { ...created, replayed: false };
    };

    return decideOnReads(async (read) => {
      // Before the products, so that a repeat gets its order even if a product is gone.
      const stored = idempotencyKey === undefined ? undefined : await deps.orders[read](id);
      return stored ? answerReplay(stored, customerId, hash) : place(deps.products[read]);
    });
  };
};
