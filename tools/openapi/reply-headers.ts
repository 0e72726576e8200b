import { examples } from './examples.ts';

/** Headers of answers, as components of the document: what they say, and an example. */
export const replyHeaders = {
  ETag: ['The strong tag of this version, for If-Match and If-None-Match.', '"0000-0001"'],
  Location: ['The path of the new resource.', `/api/v1/orders/${examples.placedOrder.id}`],
  Link: [
    'The URL of the next page, with `rel="next"`. Absent on the last page.',
    `</api/v1/orders?cursor=${examples.orderPage.nextCursor}>; rel="next"`,
  ],
  'Retry-After': ['Seconds to wait before the next attempt.', '2'],
  'Idempotency-Replayed': [
    '`true` if this repeats the answer to an earlier request with the same Idempotency-Key.',
    'true',
  ],
  'WWW-Authenticate': ['The challenge of RFC 6750.', 'Bearer error="invalid_token"'],
  Vary: ['The request headers that choose the representation.', 'Accept'],
  'Cache-Control': ['Whether and how long the answer may be cached, and by whom.', 'public, max-age=300'],
  'Content-Security-Policy': [
    'The page runs only scripts of its own origin, and calls only its own origin.',
    "default-src 'none'; script-src 'self'",
  ],
  'Content-Encoding': ['`br` if the content is compressed, otherwise absent.', 'br'],
  'Content-Disposition': ['The suggested file name.', 'attachment; filename="sales-2026-11-23.csv"'],
  'x-request-id': ['The id to quote when you report a problem: the one of the request, or a new one.', 'checkout-7f3a'],
} as const satisfies Record<string, readonly [description: string, example: string]>;

export type ReplyHeader = keyof typeof replyHeaders;
