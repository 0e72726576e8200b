import { type Account, findContainer } from './account.ts';
import { parseOperations, runBatch, runBulk } from './batch.ts';
import { answerChangeFeed } from './change-feed.ts';
import { findRange, isExpired, partitionOf } from './container.ts';
import { badRequest, CosmosError, notImplemented } from './cosmos-error.ts';
import { type CosmosRequest, isTrue, jsonBody, objectBody, partitionKeyOf, type Route } from './cosmos-request.ts';
import type { DocumentContext } from './document-context.ts';
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
import { property, utf8Length } from './json.ts';
import type { PartitionRange } from './partition.ts';
import { extractPartitionKey, type PartitionKeyValue, parsePartitionKeyHeader } from './partition-key.ts';
import { parsePatch } from './patch.ts';
import { answerQuery } from './query-routes.ts';
import { laggingView, lsnOf, readThrough, type StaleReads } from './replica.ts';
import { chargeHeader, containerHeaders, type DocumentCounts, type Reply, rangeHeaders } from './reply.ts';
import { beginTransaction, type Transaction } from './transaction.ts';

const MAX_BATCH_BYTES = 2 * 1024 * 1024;

const conditionsOf = ({ request }: DocumentContext): Conditions => ({
  ifMatch: request.header('if-match'),
  ifNoneMatch: request.header('if-none-match'),
});

const requiredKey = ({ request }: DocumentContext): PartitionKeyValue => {
  const key = partitionKeyOf(request);
  if (key === undefined) {
    throw badRequest('PartitionKey value must be supplied for this operation.', 1001);
  }
  return key.value;
};

const openTransaction = (context: DocumentContext, key: PartitionKeyValue): Transaction => {
  const { account, container, staleReads } = context;
  return beginTransaction(container, partitionOf(container, key), account.clock(), staleReads?.lagMs ?? 0);
};

const singleRead: DocumentCounts = { read: 1, written: 0, returned: 1 };
const singleWrite: DocumentCounts = { read: 0, written: 1, returned: 0 };

/** Whether the answer to a write leaves the document out. */
const isMinimal = ({ request }: DocumentContext): boolean => request.header('prefer') === 'return=minimal';

const outcomeReply = (context: DocumentContext, range: PartitionRange, outcome: Outcome, lsn?: number): Reply => {
  const { document } = outcome;
  const isWrite = lsn === undefined;
  const hasBody = document !== undefined && outcome.status !== 304 && !(isWrite && isMinimal(context));
  return {
    status: outcome.status,
    headers: {
      ...chargeHeader(outcome.charge),
      ...containerHeaders(context.container),
      ...rangeHeaders(range, lsn),
      ...(document === undefined ? {} : { etag: document.etag }),
    },
    documents: isWrite ? singleWrite : singleRead,
    ...(hasBody ? { body: document.body } : {}),
  };
};

/** Errors carry the session token too: after a 409 or 412 the SDK expects to read the cause. */
const withSession = <T>({ container }: DocumentContext, range: PartitionRange, lsn: number, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof CosmosError)) throw error;
    const headers = { ...containerHeaders(container), ...rangeHeaders(range, lsn), ...error.headers };
    throw new CosmosError(error.status, error.code, error.message, {
      headers,
      details: { ...error.details },
      ...(error.subStatus === undefined ? {} : { subStatus: error.subStatus }),
    });
  }
};

const answerWrite = (context: DocumentContext, key: PartitionKeyValue, run: (tx: Transaction) => Outcome): Reply => {
  refuseIfNoneMatch(conditionsOf(context));
  const tx = openTransaction(context, key);
  const outcome = withSession(context, tx.partition.range, tx.partition.range.lsn, () => run(tx));
  tx.commit();
  return outcomeReply(context, tx.partition.range, outcome);
};

const answerRead = (context: DocumentContext, id: string): Reply => {
  const { account, container, request, staleReads } = context;
  const partition = partitionOf(container, requiredKey(context));
  const now = account.clock();
  const view = laggingView(partition.range, staleReads, request.header('x-ms-session-token'), now);
  const found = readThrough(partition, id, view);
  const document = found !== undefined && isExpired(container, found, now) ? undefined : found;
  // The replica's LSN, not that of the newest write: the token must not claim more than was seen.
  const lsn = lsnOf(partition.range, view);
  return withSession(context, partition.range, lsn, () =>
    outcomeReply(context, partition.range, readDocument(document, conditionsOf(context)), lsn),
  );
};

/** The key of a document to write: from the header, or else from the document. */
const keyToWrite = (context: DocumentContext, body: ReturnType<typeof objectBody>): PartitionKeyValue =>
  partitionKeyOf(context.request) === undefined
    ? extractPartitionKey(body, context.container.partitionKeySegments)
    : requiredKey(context);

/** The first byte of HybridRow, 0x81, cannot start a character. */
const refuseHybridRow = ({ request }: DocumentContext): void => {
  if (!request.body.startsWith('\ufffd')) return;
  throw notImplemented('transactional batches and bulk requests in the binary format of .NET (HybridRow)');
};

const batch = (context: DocumentContext): Reply => {
  const { request } = context;
  refuseHybridRow(context);
  if (utf8Length(request.body) > MAX_BATCH_BYTES) {
    throw new CosmosError(413, 'RequestEntityTooLarge', 'The batch request body exceeds 2 MB.');
  }
  const operations = parseOperations(jsonBody(request));
  const tx = openTransaction(context, requiredKey(context));
  const { status, results, charge } = runBatch(tx, operations, isMinimal(context));
  return batchReply(context, tx.partition.range, { status, results, charge });
};

const batchReply = (
  { container }: DocumentContext,
  range: PartitionRange,
  { status, results, charge }: ReturnType<typeof runBatch>,
): Reply => ({
  status,
  headers: { ...chargeHeader(charge), ...containerHeaders(container), ...rangeHeaders(range) },
  documents: { read: 0, written: status === 200 ? results.length : 0, returned: 0 },
  body: results,
});

const bulk = (context: DocumentContext): Reply => {
  const { container, request } = context;
  const range = findRange(container, request.header('x-ms-documentdb-partitionkeyrangeid'));
  refuseHybridRow(context);
  const operations = parseOperations(jsonBody(request));
  const result = runBulk(
    operations,
    (operation) => {
      const key = property(operation, 'partitionKey');
      const tx = openTransaction(context, typeof key === 'string' ? parsePartitionKeyHeader(key) : undefined);
      if (tx.partition.range !== range) {
        throw new CosmosError(410, 'Gone', 'The operation belongs to another partition key range.', {
          subStatus: 1002,
        });
      }
      return tx;
    },
    {
      minimal: isMinimal(context),
      continueOnError: isTrue(request.header('x-ms-cosmos-batch-continue-on-error')),
    },
  );
  return batchReply(context, range, result);
};

/** Answers a request about documents. Runs synchronously, which is what makes a batch atomic. */
export const answerDocuments = (
  account: Account,
  request: CosmosRequest,
  route: Route,
  staleReads: StaleReads | undefined,
): Reply => {
  const container = findContainer(account, route.database ?? '', route.container ?? '');
  const context: DocumentContext = { account, container, request, route, staleReads };
  const id = route.document ?? '';
  switch (route.operation) {
    case 'read':
      return answerRead(context, id);
    case 'create': {
      const body = objectBody(request);
      return answerWrite(context, keyToWrite(context, body), (tx) => createDocument(tx, body));
    }
    case 'upsert': {
      const body = objectBody(request);
      return answerWrite(context, keyToWrite(context, body), (tx) => upsertDocument(tx, body, conditionsOf(context)));
    }
    case 'replace': {
      const body = objectBody(request);
      return answerWrite(context, requiredKey(context), (tx) => replaceDocument(tx, id, body, conditionsOf(context)));
    }
    case 'patch': {
      const patch = parsePatch(jsonBody(request), container.partitionKeySegments);
      return answerWrite(context, requiredKey(context), (tx) => patchDocument(tx, id, patch, conditionsOf(context)));
    }
    case 'delete':
      return answerWrite(context, requiredKey(context), (tx) => deleteDocument(tx, id, conditionsOf(context)));
    case 'batch':
      return batch(context);
    case 'bulk':
      return bulk(context);
    case 'changeFeed':
      return answerChangeFeed(context);
    default:
      return answerQuery(context);
  }
};
