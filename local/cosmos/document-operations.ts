import { charges, type Indexed } from './charge.ts';
import { newEtag } from './container.ts';
import { badRequest, conflict, notFound, preconditionFailed, tooLarge } from './cosmos-error.ts';
import { isNestedWithin, isObject, type Json, type JsonObject, property, utf8Length } from './json.ts';
import { extractPartitionKey, partitionMapKey } from './partition-key.ts';
import { applyPatch, type Patch } from './patch.ts';
import { documentRid } from './resource-id.ts';
import type { StoredDocument } from './stored-document.ts';
import type { Transaction } from './transaction.ts';

export type Conditions = {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
};

export type Outcome = {
  status: number;
  /** The document that the operation read or wrote. Absent for a delete. */
  document?: StoredDocument;
  charge: number;
};

const MAX_DOCUMENT_LEVELS = 128;
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

/** Throws 400 for an id that the service does not accept. */
const checkId = (id: Json | undefined): string => {
  if (typeof id !== 'string' || id.length === 0) {
    throw badRequest(
      'Message: {"Errors":["The input content is invalid because the required properties - \'id; \' - are missing"]}',
    );
  }
  if (utf8Length(id) > 1023) throw badRequest('The id exceeds 1,023 bytes.');
  if (/[/\\?#]/.test(id)) throw badRequest(`Id '${id}' contains one of the characters / \\ ? # which are not allowed.`);
  return id;
};

const checkTtl = (body: JsonObject): void => {
  const ttl = property(body, 'ttl');
  if (ttl === undefined || ttl === null) return;
  if (typeof ttl === 'number' && Number.isInteger(ttl) && (ttl > 0 || ttl === -1)) return;
  throw badRequest(
    `The input ttl '${JSON.stringify(ttl)}' is invalid. Ensure to provide a nonzero positive integer, or -1.`,
  );
};

const checkConditions = (current: StoredDocument | undefined, conditions: Conditions): void => {
  const { ifMatch } = conditions;
  if (ifMatch !== undefined && (current === undefined || (ifMatch !== '*' && ifMatch !== current.etag))) {
    throw preconditionFailed();
  }
};

/** The service does not document If-None-Match on writes, so nothing should rely on it. */
export const refuseIfNoneMatch = ({ ifNoneMatch }: Conditions): void => {
  if (ifNoneMatch !== undefined)
    throw badRequest('The local Cosmos server does not implement If-None-Match on writes.');
};

const checkPartitionKey = (tx: Transaction, body: JsonObject): void => {
  const key = extractPartitionKey(body, tx.container.partitionKeySegments);
  if (partitionMapKey(key) !== tx.partition.mapKey) {
    throw badRequest("PartitionKey extracted from document doesn't match the one specified in the header", 1001);
  }
};

const storeDocument = (tx: Transaction, body: JsonObject, number: number): StoredDocument => {
  const id = checkId(property(body, 'id'));
  checkTtl(body);
  checkPartitionKey(tx, body);
  if (!isNestedWithin(body, MAX_DOCUMENT_LEVELS)) {
    throw badRequest(`The item is nested more than ${MAX_DOCUMENT_LEVELS} levels deep.`);
  }
  const { container } = tx;
  const rid = documentRid(container.databaseNumber, container.number, number);
  const etag = newEtag();
  const timestamp = Math.floor(tx.now / 1000);
  const stamped: JsonObject = {
    ...body,
    _rid: rid,
    _self: `dbs/${container.databaseId}/colls/${container.id}/docs/${rid}/`,
    _etag: etag,
    _attachments: 'attachments/',
    _ts: timestamp,
  };
  const bytes = utf8Length(JSON.stringify(stamped));
  if (bytes > MAX_DOCUMENT_BYTES) throw tooLarge();
  const document = { id, number, mapKey: tx.partition.mapKey, body: stamped, etag, bytes, lsn: tx.lsn, timestamp };
  tx.put(document);
  return document;
};

const indexingOf = (tx: Transaction): Indexed => ({ policy: tx.container.indexingPolicy });

export const createDocument = (tx: Transaction, body: JsonObject): Outcome => {
  if (tx.read(checkId(property(body, 'id'))) !== undefined) throw conflict();
  tx.container.documentCount += 1;
  const document = storeDocument(tx, body, tx.container.documentCount);
  return { status: 201, document, charge: charges.write(document, indexingOf(tx)) };
};

export const upsertDocument = (tx: Transaction, body: JsonObject, conditions: Conditions): Outcome => {
  const id = checkId(property(body, 'id'));
  const current = tx.read(id);
  // As in the service, If-Match does not stop an upsert from creating a missing document.
  if (current === undefined) return createDocument(tx, body);
  checkConditions(current, conditions);
  const document = storeDocument(tx, body, current.number);
  return { status: 200, document, charge: charges.replace(document, current, indexingOf(tx)) };
};

export const readDocument = (document: StoredDocument | undefined, conditions: Conditions): Outcome => {
  if (document === undefined) throw notFound();
  const { ifNoneMatch } = conditions;
  const charge = charges.read(document.bytes);
  if (ifNoneMatch !== undefined && (ifNoneMatch === '*' || ifNoneMatch === document.etag)) {
    return { status: 304, document, charge };
  }
  return { status: 200, document, charge };
};

export const replaceDocument = (tx: Transaction, id: string, body: JsonObject, conditions: Conditions): Outcome => {
  const current = tx.read(id);
  if (current === undefined) throw notFound();
  checkConditions(current, conditions);
  if (property(body, 'id') !== id) throw badRequest('Replacing an item cannot change its id.');
  const document = storeDocument(tx, body, current.number);
  return { status: 200, document, charge: charges.replace(document, current, indexingOf(tx)) };
};

export const deleteDocument = (tx: Transaction, id: string, conditions: Conditions): Outcome => {
  const current = tx.read(id);
  if (current === undefined) throw notFound();
  checkConditions(current, conditions);
  tx.remove(id);
  return { status: 204, charge: charges.write(current, indexingOf(tx)) };
};

export const patchDocument = (tx: Transaction, id: string, patch: Patch, conditions: Conditions): Outcome => {
  const current = tx.read(id);
  if (current === undefined) throw notFound();
  checkConditions(current, conditions);
  if (patch.condition !== undefined && !patch.condition(current.body)) throw preconditionFailed(1110);
  const body = applyPatch(current.body, patch.operations);
  if (!isObject(body) || property(body, 'id') !== id) throw badRequest('A patch cannot change the id of an item.');
  const document = storeDocument(tx, body, current.number);
  return { status: 200, document, charge: charges.replace(document, current, indexingOf(tx)) };
};
