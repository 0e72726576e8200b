import { badRequest, CosmosError, notImplemented } from './cosmos-error.ts';
import { isNestedWithin, isObject, type Json, type JsonObject, parseJson } from './json.ts';
import { type PartitionKeyValue, parsePartitionKeyHeader } from './partition-key.ts';

export type CosmosRequest = {
  method: string;
  /** Path of the URL, still percent-encoded, without leading and trailing slashes. */
  path: string;
  header(name: string): string | undefined;
  body: string;
};

type DocumentOperation =
  | 'read'
  | 'create'
  | 'upsert'
  | 'replace'
  | 'patch'
  | 'delete'
  | 'batch'
  | 'bulk'
  | 'query'
  | 'queryPlan'
  | 'readFeed'
  | 'changeFeed';

export type Operation = DocumentOperation | 'partitionKeyRanges' | 'metadata';

export type Route = {
  operation: Operation;
  resourceType: string;
  resourceLink: string;
  database?: string;
  container?: string;
  document?: string;
};

export const isTrue = (header: string | undefined): boolean => header?.toLowerCase() === 'true';

/** The 128 levels of a document, plus those of a batch or a patch around it. */
const MAX_BODY_LEVELS = 136;

export const jsonBody = (request: CosmosRequest): Json => {
  const body = parseBody(request.body);
  if (!isNestedWithin(body, MAX_BODY_LEVELS)) throw badRequest('The request payload is nested too deeply.');
  return body;
};

const parseBody = (text: string): Json => {
  try {
    return parseJson(text);
  } catch {
    throw badRequest(
      'Message: {"Errors":["The request payload is invalid. Ensure to provide a valid request payload."]}',
    );
  }
};

export const objectBody = (request: CosmosRequest): JsonObject => {
  const body = jsonBody(request);
  if (!isObject(body)) throw badRequest('The request payload must be a JSON object.');
  return body;
};

/** Undefined for a request across partitions. */
export const partitionKeyOf = (request: CosmosRequest): { value: PartitionKeyValue } | undefined => {
  const header = request.header('x-ms-documentdb-partitionkey');
  return header === undefined ? undefined : { value: parsePartitionKeyHeader(header) };
};

const refusedHeaders = [
  'x-ms-documentdb-pre-trigger-include',
  'x-ms-documentdb-post-trigger-include',
  'x-ms-indexing-directive',
  'x-ms-cosmos-is-client-encrypted',
  'x-ms-cosmos-populateindexmetrics-v2',
  'x-ms-documentdb-populatequotainfo',
];
const changeFeedHeaders = ['a-im', 'if-modified-since', 'x-ms-start-epk', 'x-ms-end-epk'];

/** .NET reads partition key ranges as a feed of changes, too. The first page has them all. */
const takesHeader = (operation: Operation, name: string): boolean =>
  changeFeedHeaders.includes(name) &&
  (operation === 'changeFeed' || (operation === 'partitionKeyRanges' && name === 'a-im'));

/** Throws if a request asks for something that this server does not support. */
export const refuseUnsupported = (request: CosmosRequest, { operation }: Route): void => {
  for (const name of [...refusedHeaders, ...changeFeedHeaders]) {
    if (request.header(name) === undefined || takesHeader(operation, name)) continue;
    throw notImplemented(`the header ${name}`);
  }
  const level = request.header('x-ms-consistency-level');
  if (level === 'Strong' || level === 'BoundedStaleness') {
    throw badRequest(`ConsistencyLevel ${level} is higher than the account's Session.`);
  }
};

const documentsOperation = (request: CosmosRequest): DocumentOperation => {
  if (request.method === 'GET') return request.header('a-im') === undefined ? 'readFeed' : 'changeFeed';
  if (request.method !== 'POST') throw methodNotAllowed(request);
  if (isTrue(request.header('x-ms-cosmos-is-query-plan-request'))) return 'queryPlan';
  if (isTrue(request.header('x-ms-cosmos-is-batch-request'))) {
    return isTrue(request.header('x-ms-cosmos-batch-atomic')) ? 'batch' : 'bulk';
  }
  if (request.header('content-type')?.startsWith('application/query+json') === true) return 'query';
  return isTrue(request.header('x-ms-documentdb-is-upsert')) ? 'upsert' : 'create';
};

const itemOperations: Record<string, DocumentOperation> = {
  GET: 'read',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

export const methodNotAllowed = (request: CosmosRequest): CosmosError =>
  new CosmosError(405, 'MethodNotAllowed', `${request.method} is not allowed on /${request.path}.`);

const decodeName = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest(`The path segment '${text}' is not correctly percent-encoded.`);
  }
};

/** Throws for paths that do not exist here. */
export const routeOf = (request: CosmosRequest): Route => {
  const parts = request.path === '' ? [] : request.path.split('/');
  const [dbs, database, colls, container, kind, document, ...rest] = parts;
  const resourceType = parts.length % 2 === 1 ? (parts.at(-1) ?? '') : (parts.at(-2) ?? '');
  const resourceLink = parts.length % 2 === 1 ? parts.slice(0, -1).join('/') : request.path;
  const base = { resourceType, resourceLink };
  if (dbs === undefined) return { ...base, operation: 'metadata' };
  if (dbs !== 'dbs' || (colls !== undefined && colls !== 'colls') || rest.length > 0) {
    throw notImplemented(`/${request.path}`);
  }
  const names = {
    ...(database === undefined ? {} : { database: decodeName(database) }),
    ...(container === undefined ? {} : { container: decodeName(container) }),
  };
  if (kind === undefined) return { ...base, ...names, operation: 'metadata' };
  if (kind === 'pkranges' && document === undefined) return { ...base, ...names, operation: 'partitionKeyRanges' };
  if (kind !== 'docs') throw notImplemented(`/${request.path}`);
  if (document === undefined) return { ...base, ...names, operation: documentsOperation(request) };
  const operation = itemOperations[request.method];
  if (operation === undefined) throw methodNotAllowed(request);
  return { ...base, ...names, document: decodeName(document), operation };
};
