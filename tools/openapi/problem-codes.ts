import type { ErrorCode } from '../../src/domain/errors.ts';

/** For each code: what it means, and an example of a detail. */
export const problems = {
  malformed_json: ['The body is missing, or is not JSON in UTF-8.', 'The body is not JSON in UTF-8.'],
  malformed_header: [
    'A header that takes one value was sent twice, or its value has a comma.',
    'Send the header Idempotency-Key only once, with a value without commas.',
  ],
  unauthorized: ['The bearer token is missing or invalid.', 'This operation needs a bearer token.'],
  forbidden: ['The caller has no permission for this operation.', 'This operation needs the role admin.'],
  not_found: [
    'The resource does not exist, or the caller may not see it.',
    'There is no such order, product or image.',
  ],
  method_not_allowed: ['The path supports only other methods; see `Allow`.', 'This route supports only GET, HEAD.'],
  length_required: [
    'The body was sent in chunks, without Content-Length, and did not arrive.',
    'Send the body with Content-Length, not with Transfer-Encoding.',
  ],
  payload_too_large: ['The body is larger than 64 KiB.', 'The body is larger than 64 KiB.'],
  unsupported_media_type: [
    'The body is not declared as JSON in UTF-8, or is compressed.',
    'Send the body as application/json in UTF-8.',
  ],
  validation_failed: [
    'Fields, parameters or headers are not valid. `errors` lists up to 100 of them, and `moreErrors` counts the rest.',
    'The body is not valid; see errors.',
  ],
  idempotency_key_reused: [
    'The Idempotency-Key was already used for another request.',
    'This Idempotency-Key was used for another order. Use a new key.',
  ],
  precondition_failed: [
    'The condition of If-Match or If-None-Match is not met.',
    'The resource no longer has the version named in If-Match.',
  ],
  order_not_cancellable: [
    'The order has been rejected or shipped.',
    'The order is shipped and can no longer be cancelled.',
  ],
  order_not_shippable: [
    'The order is not confirmed, or has already been shipped with other details.',
    'The order is placed; only a confirmed order can be shipped.',
  ],
  insufficient_stock: [
    'Not enough units are available, or more units are held for orders.',
    '3 units are held for orders, so the stock cannot be set to 1.',
  ],
  product_not_available: ['A product is not, or no longer, for sale.', 'Some products are not available.'],
  price_changed: ['The total differs from `expectedTotal`.', 'The total is now 89000 (minor units of EUR).'],
  currency_mismatch: [
    'The products have prices in different currencies.',
    'All products of an order must have the same currency; these are in EUR, USD.',
  ],
  too_many_endpoints: [
    'There are 50 webhook endpoints already.',
    'There are 50 webhook endpoints, which is the limit. Remove one first.',
  ],
  endpoint_disabled: ['The webhook endpoint is disabled.', 'The webhook endpoint is disabled. Enable it first.'],
  already_delivered: [
    'The event was delivered to this endpoint already.',
    'The event was delivered to this endpoint at 2026-03-01T12:00:00.000Z.',
  ],
  conflict: ['The current state does not allow it.', 'The resource is being changed by others. Try again.'],
  busy: [
    'A backend service is throttling or down, or a resource is locked. Try again later.',
    'A backend service does not answer. Try again later.',
  ],
  internal: ['An internal error.', 'Something went wrong on our side. Quote the x-request-id when you report it.'],
} as const satisfies Record<ErrorCode, readonly [meaning: string, detail: string]>;

const isCode = (name: string): name is ErrorCode => name in problems;

export const problemCodes: readonly ErrorCode[] = Object.keys(problems).filter(isCode);
