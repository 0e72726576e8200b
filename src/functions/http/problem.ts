import { DomainError, type ErrorCode, type FieldError, Unavailable } from '../../domain/errors.ts';
import type { ApiResponse } from './api.ts';

export const statuses = {
  malformed_json: 400,
  malformed_header: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  busy: 409,
  order_not_cancellable: 409,
  order_not_shippable: 409,
  insufficient_stock: 409,
  product_not_available: 409,
  price_changed: 409,
  currency_mismatch: 409,
  too_many_endpoints: 409,
  endpoint_disabled: 409,
  already_delivered: 409,
  length_required: 411,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  idempotency_key_reused: 422,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

export const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ErrorCode;
  errors?: readonly FieldError[];
  /** How many errors are not listed. */
  moreErrors?: number;
};

type ProblemInit = Omit<Problem, 'type' | 'title' | 'moreErrors'> & { headers?: Record<string, string> };

const MAX_ERRORS = 100;

/** An RFC 9457 problem document. */
export const problem = ({ status, code, detail, instance, errors = [], headers = {} }: ProblemInit): ApiResponse => {
  const body: Problem = {
    type: `urn:hearth:problem:${code}`,
    title: titles[status] ?? 'Error',
    status,
    detail,
    instance,
    code,
    ...(errors.length > 0 && { errors: errors.slice(0, MAX_ERRORS) }),
    ...(errors.length > MAX_ERRORS && { moreErrors: errors.length - MAX_ERRORS }),
  };
  return {
    status,
    code,
    ...((status === 401 || status === 403) && { reason: detail }),
    body,
    contentType: 'application/problem+json',
    headers: { 'cache-control': 'no-store', ...headers },
  };
};

const REALM = 'Bearer realm="hearth"';

/** RFC 6750, 3: a request without a token gets a challenge without an error. */
export const missingToken = (instance: string): ApiResponse => {
  const detail = 'This operation needs a bearer token.';
  return problem({ status: 401, code: 'unauthorized', detail, instance, headers: { 'www-authenticate': REALM } });
};

/** RFC 6750, 3. */
const invalidTokenChallenge = (detail: string): string =>
  `${REALM}, error="invalid_token", error_description="${detail.replaceAll(/[^\x20-\x7e]|["\\]/g, '')}"`;

/** Undefined for a fault: its details stay inside. */
export const problemOf = (error: unknown, instance: string): ApiResponse | undefined => {
  if (error instanceof DomainError) {
    const { code, message: detail, errors } = error;
    const headers: Record<string, string> =
      code === 'unauthorized' ? { 'www-authenticate': invalidTokenChallenge(detail) } : {};
    return problem({ status: statuses[code], code, detail, instance, errors, headers });
  }
  if (error instanceof Unavailable) {
    const detail = error.throttled
      ? 'Too many requests. Try again later.'
      : 'A backend service does not answer. Try again later.';
    const headers = { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfterSeconds))) };
    return problem({ status: error.throttled ? 429 : 503, code: 'busy', detail, instance, headers });
  }
  return undefined;
};
