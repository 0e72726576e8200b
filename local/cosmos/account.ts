import { type Container, createContainer, newEtag } from './container.ts';
import { badRequest, conflict, notImplemented, ownerNotFound } from './cosmos-error.ts';
import type { Route } from './cosmos-request.ts';
import { isObject, type Json, type JsonObject, property } from './json.ts';
import { databaseRid } from './resource-id.ts';

export type Database = {
  id: string;
  number: number;
  rid: string;
  etag: string;
  timestamp: number;
  containers: Map<string, Container>;
  /** How many were ever created. The next one gets the next number. */
  containerCount: number;
};

export type Account = {
  databases: Map<string, Database>;
  databaseCount: number;
  partitions: number;
  /** Milliseconds since 1970. */
  clock: () => number;
};

const checkName = (id: Json | undefined): string => {
  if (typeof id !== 'string' || id.length === 0 || id.length > 255 || /[/\\?#]/.test(id)) {
    throw badRequest(`The id ${JSON.stringify(id)} is missing or holds one of the characters / \\ ? #.`);
  }
  return id;
};

export const addDatabase = (account: Account, body: JsonObject): Database => {
  const id = checkName(property(body, 'id'));
  if (account.databases.has(id)) throw conflict();
  account.databaseCount += 1;
  const number = account.databaseCount;
  const database: Database = {
    id,
    number,
    rid: databaseRid(number),
    etag: newEtag(),
    timestamp: Math.floor(account.clock() / 1000),
    containers: new Map(),
    containerCount: 0,
  };
  account.databases.set(id, database);
  return database;
};

export const databaseBody = (database: Database): JsonObject => ({
  id: database.id,
  _rid: database.rid,
  _self: `dbs/${database.id}/`,
  _etag: database.etag,
  _ts: database.timestamp,
  _colls: 'colls/',
  _users: 'users/',
});

export const addContainer = (account: Account, database: Database, body: JsonObject): Container => {
  const id = checkName(property(body, 'id'));
  if (database.containers.has(id)) throw conflict();
  const container = createContainer(
    { ...body, id },
    {
      databaseId: database.id,
      databaseNumber: database.number,
      number: database.containerCount + 1,
      partitions: account.partitions,
      now: account.clock(),
    },
  );
  database.containerCount += 1;
  database.containers.set(id, container);
  return container;
};

export const findDatabase = (account: Account, id: string): Database => {
  const database = account.databases.get(id);
  if (database === undefined) throw ownerNotFound();
  return database;
};

export const findContainer = (account: Account, databaseId: string, id: string): Container => {
  const container = findDatabase(account, databaseId).containers.get(id);
  if (container === undefined) throw ownerNotFound();
  return container;
};

/**
 * The route with names for resource ids: .NET asks for partition key ranges at
 * `/dbs/AAAAAQ==/colls/AAAAAYAAAAE=/pkranges`. Throws 501 for a document by its resource id.
 */
export const nameResources = (account: Account, route: Route): Route => {
  const { database: databaseId, container: containerId } = route;
  if (databaseId === undefined || account.databases.has(databaseId)) return route;
  const database = [...account.databases.values()].find(({ rid }) => rid === databaseId);
  if (database === undefined) return route;
  if (route.document !== undefined) throw notImplemented('the address of a document by resource ids');
  const container = [...database.containers.values()].find(({ rid }) => rid === containerId);
  return { ...route, database: database.id, ...(container === undefined ? {} : { container: container.id }) };
};

/** The content of a file such as containers.json. */
export type ContainerDefinitions = {
  database: string;
  containers: readonly JsonObject[];
};

export const defineContainers = (account: Account, definitions: ContainerDefinitions): void => {
  const database = addDatabase(account, { id: definitions.database });
  for (const container of definitions.containers) addContainer(account, database, container);
};

/** Checks the content of a JSON file. Throws an Error that says what is wrong. */
export const parseContainerDefinitions = (value: Json): ContainerDefinitions => {
  const database = isObject(value) ? property(value, 'database') : undefined;
  const containers = isObject(value) ? property(value, 'containers') : undefined;
  if (typeof database !== 'string' || !Array.isArray(containers) || !containers.every(isObject)) {
    throw new Error('Container definitions must have a "database" and an array of "containers".');
  }
  return { database, containers };
};
