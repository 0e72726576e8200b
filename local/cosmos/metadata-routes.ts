import { type Account, addContainer, addDatabase, databaseBody, findContainer, findDatabase } from './account.ts';
import { type Container, containerBody, newEtag, parseContainerSettings } from './container.ts';
import { badRequest, notImplemented, preconditionFailed } from './cosmos-error.ts';
import { type CosmosRequest, methodNotAllowed, objectBody, type Route } from './cosmos-request.ts';
import { type JsonObject, property } from './json.ts';
import { chargeHeader, containerHeaders, type Reply } from './reply.ts';

const metadataCharge = chargeHeader(2);

/** Limits of the query language. .NET asks for them before its first query. */
const queryEngineConfiguration = JSON.stringify({
  maxSqlQueryInputLength: 262144,
  maxJoinsPerSqlQuery: 5,
  maxLogicalAndPerSqlQuery: 500,
  maxLogicalOrPerSqlQuery: 500,
  maxUdfRefPerSqlQuery: 10,
  maxInExpressionItemsCount: 16000,
  queryMaxInMemorySortDocumentCount: 500,
  maxQueryRequestTimeoutFraction: 0.9,
  sqlAllowNonFiniteNumbers: false,
  sqlAllowAggregateFunctions: true,
  sqlAllowSubQuery: true,
  sqlAllowScalarSubQuery: true,
  allowNewKeywords: true,
  sqlAllowLike: true,
  sqlAllowGroupByClause: true,
  maxSpatialQueryCells: 12,
  spatialMaxGeometryPointCount: 256,
  sqlDisableOptimizationFlags: 0,
  sqlEnableParameterExpansionCheck: true,
});

/** `url` is where the client reached the server. The SDK uses the endpoint it reads here. */
const readAccount = (url: string): Reply => {
  const location = [{ name: 'Local', databaseAccountEndpoint: url }];
  return {
    status: 200,
    headers: metadataCharge,
    body: {
      _self: '',
      id: 'local',
      _rid: 'local',
      media: '//media/',
      addresses: '//addresses/',
      _dbs: '//dbs/',
      writableLocations: location,
      readableLocations: location,
      enableMultipleWriteLocations: false,
      userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 1 },
      userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
      systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 1 },
      readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
      queryEngineConfiguration,
    },
  };
};

const refuseQuery = (request: CosmosRequest): void => {
  if (request.header('content-type')?.startsWith('application/query+json') === true) {
    throw notImplemented('queries over databases and containers');
  }
};

const metadataReply = (status: number, body: JsonObject, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { ...metadataCharge, etag: String(body._etag), ...headers },
  body,
});

const onDatabases = (account: Account, request: CosmosRequest): Reply => {
  if (request.method === 'GET') {
    const list = [...account.databases.values()].map(databaseBody);
    return { status: 200, headers: metadataCharge, body: { _rid: '', Databases: list, _count: list.length } };
  }
  if (request.method !== 'POST') throw methodNotAllowed(request);
  refuseQuery(request);
  return metadataReply(201, databaseBody(addDatabase(account, objectBody(request))));
};

const onDatabase = (account: Account, request: CosmosRequest, id: string): Reply => {
  const database = findDatabase(account, id);
  if (request.method === 'GET') return metadataReply(200, databaseBody(database));
  if (request.method !== 'DELETE') throw methodNotAllowed(request);
  account.databases.delete(id);
  return { status: 204, headers: metadataCharge };
};

const onContainers = (account: Account, request: CosmosRequest, databaseId: string): Reply => {
  const database = findDatabase(account, databaseId);
  if (request.method === 'GET') {
    const list = [...database.containers.values()].map(containerBody);
    return {
      status: 200,
      headers: metadataCharge,
      body: { _rid: database.rid, DocumentCollections: list, _count: list.length },
    };
  }
  if (request.method !== 'POST') throw methodNotAllowed(request);
  refuseQuery(request);
  const container = addContainer(account, database, objectBody(request));
  return metadataReply(201, containerBody(container), containerHeaders(container));
};

const replaceContainer = (container: Container, body: JsonObject, now: number): void => {
  if (property(body, 'id') !== container.id) throw badRequest('Replacing a container cannot change its id.');
  const given = JSON.stringify(property(body, 'partitionKey') ?? null);
  if (given !== 'null' && !given.includes(JSON.stringify(container.partitionKey.paths))) {
    throw badRequest('The partition key of a container cannot be changed.');
  }
  Object.assign(container, parseContainerSettings(body), { etag: newEtag(), timestamp: Math.floor(now / 1000) });
};

const onContainer = (account: Account, request: CosmosRequest, databaseId: string, id: string): Reply => {
  const container = findContainer(account, databaseId, id);
  const ifMatch = request.header('if-match');
  if (ifMatch !== undefined && ifMatch !== container.etag) throw preconditionFailed();
  switch (request.method) {
    case 'GET':
      return metadataReply(200, containerBody(container), containerHeaders(container));
    case 'PUT':
      replaceContainer(container, objectBody(request), account.clock());
      return metadataReply(200, containerBody(container), containerHeaders(container));
    case 'DELETE':
      findDatabase(account, databaseId).containers.delete(id);
      return { status: 204, headers: metadataCharge };
    default:
      throw methodNotAllowed(request);
  }
};

/** Answers for the account, its databases and containers. */
export const answerMetadata = (account: Account, request: CosmosRequest, route: Route, url: string): Reply => {
  const { database, container, resourceType } = route;
  if (resourceType === '') {
    if (request.method !== 'GET') throw methodNotAllowed(request);
    return readAccount(url);
  }
  if (database === undefined) return onDatabases(account, request);
  if (resourceType === 'dbs') return onDatabase(account, request, database);
  if (container === undefined) return onContainers(account, request, database);
  return onContainer(account, request, database, container);
};

export const answerPartitionKeyRanges = (account: Account, request: CosmosRequest, route: Route): Reply => {
  if (request.method !== 'GET') throw methodNotAllowed(request);
  const container = findContainer(account, route.database ?? '', route.container ?? '');
  const headers = { ...chargeHeader(1), ...containerHeaders(container), etag: container.etag };
  // .NET asks until nothing has changed.
  if (request.header('if-none-match') === container.etag) return { status: 304, headers };
  const ranges = container.ranges.map((range) => ({
    _rid: range.rid,
    id: range.id,
    _etag: container.etag,
    minInclusive: range.minInclusive,
    maxExclusive: range.maxExclusive,
    ridPrefix: Number(range.id),
    _self: `dbs/${container.databaseId}/colls/${container.id}/pkranges/${range.rid}/`,
    throughputFraction: 1 / container.ranges.length,
    status: 'online',
    parents: [],
    _ts: container.timestamp,
  }));
  return {
    status: 200,
    headers,
    body: { _rid: container.rid, PartitionKeyRanges: ranges, _count: ranges.length },
  };
};
