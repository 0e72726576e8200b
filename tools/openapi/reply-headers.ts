/** Headers of answers, as components of the document. */
export const replyHeaders = {
  ETag: 'The strong tag of this version, for If-Match and If-None-Match.',
  Location: 'The path of what was made.',
  Link: 'The next page, with `rel="next"`, where there is one.',
  'Retry-After': 'Seconds to wait.',
  'Idempotency-Replayed': '`true` where an earlier request with this Idempotency-Key was answered again.',
  'WWW-Authenticate': 'The challenge of RFC 6750.',
  Vary: 'The request headers that choose the representation.',
  'Cache-Control': 'How long the answer may be kept, and by whom.',
  'Content-Security-Policy': 'The page may load nothing and run nothing.',
  'Content-Disposition': 'The name to save it by.',
  'x-request-id': 'What to quote when something is odd: the one of the request, or a new one.',
} as const satisfies Record<string, string>;

export type ReplyHeader = keyof typeof replyHeaders;
