import type { ErrorCode } from '../../src/domain/errors.ts';

/** When each code is given, and a detail as an example. */
export const problems = {
  malformed_json: ['The body is missing, or is not JSON in UTF-8.', 'The body is not JSON in UTF-8.'],
  unauthorized: ['No bearer token, or one that does not hold.', 'This needs a bearer token.'],
  forbidden: ['The token lacks the role, or this is for others to do.', 'This needs the role admin.'],
  not_found: [
    'There is no such thing, or it is not for this caller to see.',
    'There is no such order, product or image.',
  ],
  method_not_allowed: ['The address answers to other methods: see Allow.', 'This address answers to GET, HEAD.'],
  payload_too_large: ['The body is larger than 64 KiB.', 'The body is larger than 64 KiB.'],
  unsupported_media_type: ['The body is not declared as JSON in UTF-8.', 'Send the body as application/json in UTF-8.'],
  validation_failed: [
    'Fields, parameters or headers are not valid; `errors` lists them all.',
    'The body is not valid; see errors.',
  ],
  idempotency_key_reused: [
    'The Idempotency-Key came before with another request.',
    'This Idempotency-Key was used for another order. Use a new key.',
  ],
  precondition_failed: [
    'If-Match or If-None-Match does not hold.',
    'The resource is not at the version that If-Match names.',
  ],
  order_not_cancellable: ['The order is rejected or shipped.', 'The order is shipped and can no longer be cancelled.'],
  order_not_shippable: [
    'The order is not confirmed, or went out with another shipment.',
    'The order is placed; only a confirmed order can be shipped.',
  ],
  insufficient_stock: ['Fewer units than this needs, or than are held.', '3 units are held for orders; 1 are fewer.'],
  product_not_available: ['A product is not sold (any longer).', 'Some products are not available.'],
  price_changed: ['The total differs from `expectedTotal`.', 'The total is now 12900 EUR in minor units.'],
  currency_mismatch: ['The products have prices in several currencies.', 'An order has one currency.'],
  conflict: ['The state of things does not allow it.', 'Others keep changing this resource. Try again.'],
  busy: [
    'A backend throttles or is down, or something is locked: try again.',
    'A service behind this one does not answer. Try again later.',
  ],
  internal: ['A fault on our side.', 'Something went wrong on our side. Quote the x-request-id when you report it.'],
} as const satisfies Record<ErrorCode, readonly [meaning: string, detail: string]>;

const isCode = (name: string): name is ErrorCode => name in problems;

export const problemCodes: readonly ErrorCode[] = Object.keys(problems).filter(isCode);
