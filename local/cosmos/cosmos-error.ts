import type { Json } from './json.ts';

/** An answer of 400 and above, worded as the service words it. */
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

/** For what the service can do and this server cannot. */
export const notImplemented = (what: string): CosmosError =>
  new CosmosError(501, 'NotImplemented', `The local Cosmos server does not implement ${what}.`);
