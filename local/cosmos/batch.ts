import { badRequest, CosmosError } from './cosmos-error.ts';
import {
  type Conditions,
  createDocument,
  deleteDocument,
  type Outcome,
  patchDocument,
  readDocument,
  refuseIfNoneMatch,
  replaceDocument,
  upsertDocument,
} from './document-operations.ts';
import { isObject, type Json, type JsonObject, property } from './json.ts';
import { parsePatch } from './patch.ts';
import type { Transaction } from './transaction.ts';

const MAX_OPERATIONS = 100;

/** The operations of a batch or bulk request. Throws 400. */
export const parseOperations = (body: Json): JsonObject[] => {
  if (!Array.isArray(body) || !body.every(isObject)) throw badRequest('A batch must be an array of operations.');
  if (body.length === 0) throw badRequest('Batch request has no operations.');
  if (body.length > MAX_OPERATIONS)
    throw badRequest(`Batch request has more operations than what is supported: ${MAX_OPERATIONS}.`);
  return body;
};

const readText = (operation: JsonObject, name: string): string | undefined => {
  const value = property(operation, name);
  return typeof value === 'string' ? value : undefined;
};

/** Runs one operation in the transaction. Throws the error that a single request would get. */
const runOperation = (tx: Transaction, operation: JsonObject): Outcome => {
  const conditions: Conditions = {
    ifMatch: readText(operation, 'ifMatch'),
    ifNoneMatch: readText(operation, 'ifNoneMatch'),
  };
  const type = property(operation, 'operationType');
  if (type !== 'Read') refuseIfNoneMatch(conditions);
  const needsBody = type !== 'Read' && type !== 'Delete';
  const body = property(operation, 'resourceBody');
  if (needsBody && type !== 'Patch' && !isObject(body))
    throw badRequest(`The operation ${String(type)} needs a resourceBody.`);
  const document = isObject(body) ? body : {};
  const id = readText(operation, 'id');
  if (type === 'Create') return createDocument(tx, document);
  if (type === 'Upsert') return upsertDocument(tx, document, conditions);
  if (id === undefined) throw badRequest(`The operation ${String(type)} needs an id.`);
  switch (type) {
    case 'Read':
      return readDocument(tx.read(id), conditions);
    case 'Replace':
      return replaceDocument(tx, id, document, conditions);
    case 'Delete':
      return deleteDocument(tx, id, conditions);
    case 'Patch':
      return patchDocument(tx, id, parsePatch(body, tx.container.partitionKeySegments), conditions);
    default:
      throw badRequest(
        `The operation type ${JSON.stringify(type)} is not one of Create, Upsert, Read, Replace, Delete, Patch.`,
      );
  }
};

export type BatchResult = {
  /** As the service reports it: 200, or 207 if an operation failed. */
  status: number;
  results: Json[];
  charge: number;
};

const succeeded = (outcome: Outcome, withBody: boolean): JsonObject => ({
  statusCode: outcome.status,
  requestCharge: outcome.charge,
  ...(outcome.document === undefined ? {} : { eTag: outcome.document.etag }),
  ...(outcome.document === undefined || !withBody || outcome.status === 304
    ? {}
    : { resourceBody: outcome.document.body }),
});

/** The result of an operation that failed. Rethrows errors that are not answers. */
const failedOperation = (error: unknown): JsonObject => {
  if (!(error instanceof CosmosError)) throw error;
  return {
    statusCode: error.status,
    ...(error.subStatus === undefined ? {} : { subStatusCode: error.subStatus }),
    requestCharge: 1,
    message: error.message,
  };
};

const notRunResult: JsonObject = { statusCode: 424, requestCharge: 0 };

const succeededOperation = (operation: JsonObject, outcome: Outcome, minimal: boolean): JsonObject =>
  succeeded(outcome, !minimal || property(operation, 'operationType') === 'Read');

/** All operations or none. After a failure nothing is committed; all but the failed one are 424. */
export const runBatch = (tx: Transaction, operations: readonly JsonObject[], minimal: boolean): BatchResult => {
  const results: JsonObject[] = [];
  let charge = 0;
  for (const [failedAt, operation] of operations.entries()) {
    try {
      const outcome = runOperation(tx, operation);
      charge += outcome.charge;
      results.push(succeededOperation(operation, outcome, minimal));
    } catch (error) {
      const failure = failedOperation(error);
      return {
        status: 207,
        results: operations.map((_, i) => (i === failedAt ? failure : notRunResult)),
        charge: charge + 1,
      };
    }
  }
  tx.commit();
  return { status: 200, results, charge };
};

/** Each operation by itself. `begin` opens a transaction in the partition that it names. */
export const runBulk = (
  operations: readonly JsonObject[],
  begin: (operation: JsonObject) => Transaction,
  options: { minimal: boolean; continueOnError: boolean },
): BatchResult => {
  const results: JsonObject[] = [];
  let charge = 0;
  let failed = false;
  for (const operation of operations) {
    if (failed && !options.continueOnError) {
      results.push(notRunResult);
      continue;
    }
    try {
      const tx = begin(operation);
      const outcome = runOperation(tx, operation);
      tx.commit();
      charge += outcome.charge;
      results.push(succeededOperation(operation, outcome, options.minimal));
    } catch (error) {
      failed = true;
      results.push(failedOperation(error));
    }
  }
  return { status: failed ? 207 : 200, results, charge };
};
