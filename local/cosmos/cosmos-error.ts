import type { Json } from './json.ts';

/** An answer of 400 or above, in the service's words. */
export class CosmosError extends Error {
  readonly status: number;
  readonly code: string;
  readonly subStatus: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, Json>>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { subStatus?: number; headers?: Record<string, string>; details?: Record<string, Json> } = {},
  ) {
    super(message);
    this.name = 'CosmosError';
    this.status = status;
    this.code = code;
    this.subStatus = extra.subStatus;
    this.headers = extra.headers ?? {};
    this.details = extra.details ?? {};
  }
}

export const badRequest = (message: string, subStatus?: number): CosmosError =>
  new CosmosError(400, 'BadRequest', message, subStatus === undefined ? {} : { subStatus });

export const notFound = (): CosmosError =>
  new CosmosError(
    404,
    'NotFound',
    'Message: {"Errors":["Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found"]}',
    { subStatus: 0 },
  );

/** The database or container that a request names does not exist. */
export const ownerNotFound = (): CosmosError =>
  new CosmosError(404, 'NotFound', 'Message: {"Errors":["Owner resource does not exist"]}', { subStatus: 1003 });

export const conflict = (): CosmosError =>
  new CosmosError(
    409,
    'Conflict',
    'Message: {"Errors":["Resource with specified id or name already exists."]}. Entity with the specified id already exists in the system.',
  );

export const preconditionFailed = (subStatus?: number): CosmosError =>
  new CosmosError(
    412,
    'PreconditionFailed',
    'Message: {"Errors":["One of the specified pre-condition is not met."]}',
    subStatus === undefined ? {} : { subStatus },
  );

export const tooLarge = (): CosmosError =>
  new CosmosError(413, 'RequestEntityTooLarge', 'Message: {"Errors":["Request size is too large"]}');

/** A bug in this server. It is answered, because clients retry a dropped connection for ever. */
export const internalError = (error: unknown): CosmosError =>
  new CosmosError(500, 'InternalServerError', `The local Cosmos server failed: ${String(error)}`);

/** For what the service supports and this server does not. */
export const notImplemented = (what: string): CosmosError =>
  new CosmosError(501, 'NotImplemented', `The local Cosmos server does not implement ${what}.`);
