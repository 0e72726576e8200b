export type ErrorCode =
  | 'malformed_json'
  | 'malformed_header'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'length_required'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'validation_failed'
  | 'idempotency_key_reused'
  | 'precondition_failed'
  | 'order_not_cancellable'
  | 'order_not_shippable'
  | 'insufficient_stock'
  | 'product_not_available'
  | 'price_changed'
  | 'currency_mismatch'
  | 'too_many_endpoints'
  | 'endpoint_disabled'
  | 'already_delivered'
  | 'conflict'
  | 'busy'
  | 'internal';

/** One invalid input. `pointer`: a JSON Pointer (RFC 6901) into the body, or a parameter's name. */
export type FieldError = { pointer: string; message: string };

/** An error that the caller can act on. Everything else that is thrown is a fault. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];

  constructor(code: ErrorCode, message: string, errors: readonly FieldError[] = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** What a dependency was asked for. `container`: of documents or blobs, or a queue or topic. */
export type Place = { operation?: string | undefined; container?: string | undefined };

/** A dependency throttles, is down or did not answer in time. The same call may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly dependency: string;
  readonly throttled: boolean;
  readonly retryAfterSeconds: number;
  /** The HTTP status of its answer; undefined if there was no answer. */
  readonly status: number | undefined;
  readonly operation: string | undefined;
  readonly container: string | undefined;

  constructor(
    dependency: string,
    {
      throttled = false,
      retryAfterSeconds = 1,
      status,
      operation,
      container,
      cause,
    }: Place & {
      throttled?: boolean;
      retryAfterSeconds?: number;
      status?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(`${dependency} ${throttled ? 'throttles' : 'is not available'}.`, { cause });
    this.dependency = dependency;
    this.throttled = throttled;
    this.retryAfterSeconds = retryAfterSeconds;
    this.status = status;
    this.operation = operation;
    this.container = container;
  }
}

/** An unexpected answer of a dependency. Repeating does not help; its data may be damaged. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly dependency: string;
  readonly status: number;
  readonly operation: string | undefined;
  readonly container: string | undefined;

  constructor(dependency: string, status: number, message: string, { operation, container }: Place = {}) {
    super(message);
    this.dependency = dependency;
    this.status = status;
    this.operation = operation;
    this.container = container;
  }
}
