/** Headers of answers, as components of the document. */
export const replyHeaders = {
  ETag: 'The strong tag of this version, for If-Match and If-None-Match.',
  Location: 'The path of the new resource.',
  Link: 'The URL of the next page, with `rel="next"`. Absent on the last page.',
  'Retry-After': 'Seconds to wait before the next attempt.',
  'Idempotency-Replayed': '`true` if this repeats the answer to an earlier request with the same Idempotency-Key.',
  'WWW-Authenticate': 'The challenge of RFC 6750.',
  Vary: 'The request headers that choose the representation.',
  'Cache-Control': 'Whether and how long the answer may be cached, and by whom.',
  'Content-Security-Policy': 'The page runs only scripts of its own origin, and calls only its own origin.',
  'Content-Encoding': '`br` if the content is compressed, otherwise absent.',
  'Content-Disposition': 'The suggested file name.',
  'x-request-id': 'The id to quote when you report a problem: the one of the request, or a new one.',
} as const satisfies Record<string, string>;

export type ReplyHeader = keyof typeof replyHeaders;
