import { createHash } from 'node:crypto';
import { assertBrand, type Brand } from './brand.ts';
import type { CustomerId } from './customer-id.ts';
import { encodeBase32 } from './encode-base32.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

export const ORDER_ID = /^ord_[0-9a-v]{16}_[0-9a-v]{26}$/;
export type OrderId = Brand<string, 'OrderId'>;
export const isOrderId = (text: string): text is OrderId => ORDER_ID.test(text);

/** The order id in the body of a message; undefined if there is no valid one. */
export const orderIdIn = (body: unknown): OrderId | undefined => {
  const { orderId }: { orderId?: unknown } = Object(body);
  return typeof orderId === 'string' && isOrderId(orderId) ? orderId : undefined;
};

/** The partition of a customer's orders: a hash, because a customer id may hold any characters. */
export const customerTagOf = (customerId: CustomerId): string => encodeBase32(sha256(customerId).subarray(0, 10));

/** The partition of an order: its id is enough for a point read. */
export const customerTagOfOrder = (orderId: OrderId): string => orderId.slice(4, 20);

const lengthPrefixed = (text: string): string => `${Buffer.byteLength(text)}:${text}`;

/** The same customer and key always give the same id, so creating the order is itself the lock. */
export const keyedOrderId = (customerId: CustomerId, idempotencyKey: string): OrderId => {
  const digest = sha256(lengthPrefixed(customerId) + lengthPrefixed(idempotencyKey));
  return assertBrand(`ord_${customerTagOf(customerId)}_${encodeBase32(digest.subarray(0, 16))}`, isOrderId, 'OrderId');
};

/** A new id that sorts after earlier ones: 48 bits of time in ms, then 80 bits of `entropy`. */
export const timedOrderId = (customerId: CustomerId, now: Date, entropy: Uint8Array): OrderId => {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.set(entropy.subarray(0, 10), 6);
  return assertBrand(`ord_${customerTagOf(customerId)}_${encodeBase32(bytes)}`, isOrderId, 'OrderId');
};
