import { charges } from './charge.ts';
import { type Container, findRange, partitionOf } from './container.ts';
import { badRequest, notImplemented } from './cosmos-error.ts';
import { type CosmosRequest, partitionKeyOf } from './cosmos-request.ts';
import type { DocumentContext } from './document-context.ts';
import { dropExpired, liveDocuments } from './live-documents.ts';
import { MAX_PAGE_BYTES, pageSizeOf } from './page-size.ts';
import type { DocumentSet, PartitionRange } from './partition.ts';
import { extractPartitionKey } from './partition-key.ts';
import { effectivePartitionKey } from './partition-key-hash.ts';
import { isBehind, laggingView, lsnOf, replacedVersions, type View } from './replica.ts';
import { chargeHeader, containerHeaders, type Reply, rangeHeaders } from './reply.ts';
import type { StoredDocument } from './stored-document.ts';

/** The changes of a range, or of a part of it. */
type Source = {
  range: PartitionRange;
  documents: DocumentSet;
  holds: (document: StoredDocument) => boolean;
};

/** Changes after an LSN and, if given, after a time in seconds since 1970. */
type Start = { lsn: number; timestamp: number | undefined };

type ChangePage = { documents: StoredDocument[]; loaded: { documents: number; bytes: number } };

const refuseOtherModes = (request: CosmosRequest): void => {
  const mode = request.header('a-im') ?? '';
  if (mode.toLowerCase() !== 'incremental feed') {
    throw notImplemented(`the change feed '${mode}'. Use 'Incremental Feed', which shows latest versions`);
  }
};

const hashHeaders = ['x-ms-start-epk', 'x-ms-end-epk'];

/** A feed range that is smaller than its partition range is given by two hashes. */
const hashFilter = (container: Container, request: CosmosRequest, range: PartitionRange): Source['holds'] => {
  const min = request.header('x-ms-start-epk') ?? range.minInclusive;
  const max = request.header('x-ms-end-epk') ?? range.maxExclusive;
  if (min < range.minInclusive || max > range.maxExclusive || min >= max) {
    throw badRequest(`The feed range '${min}' to '${max}' is not a part of partition key range ${range.id}.`);
  }
  if (min === range.minInclusive && max === range.maxExclusive) return () => true;
  return ({ body }) => {
    const hash = effectivePartitionKey(extractPartitionKey(body, container.partitionKeySegments));
    return hash >= min && hash < max;
  };
};

const sourceOf = ({ container, request }: DocumentContext): Source => {
  const key = partitionKeyOf(request);
  const rangeId = request.header('x-ms-documentdb-partitionkeyrangeid');
  if (key === undefined) {
    if (rangeId === undefined) throw badRequest('The change feed needs a partition key or a partition key range id.');
    const range = findRange(container, rangeId);
    return { range, documents: range.documents, holds: hashFilter(container, request, range) };
  }
  const { range, documents, mapKey } = partitionOf(container, key.value);
  if (hashHeaders.some((name) => request.header(name) !== undefined) || (rangeId ?? range.id) !== range.id) {
    throw badRequest('The change feed takes either a partition key or a part of a partition key range.');
  }
  return { range, documents, holds: (document) => document.mapKey === mapKey };
};

/** `lsn`: the LSN that the replica has reached. */
const startOf = (request: CosmosRequest, range: PartitionRange, lsn: number): Start => {
  if (request.header('x-ms-continuation') !== undefined) {
    throw badRequest('The change feed does not take x-ms-continuation. Send the etag as If-None-Match.');
  }
  const since = request.header('if-modified-since');
  const timestamp = since === undefined ? undefined : Date.parse(since) / 1000;
  if (Number.isNaN(timestamp)) throw badRequest(`If-Modified-Since '${since}' is not a date.`);
  const etag = request.header('if-none-match');
  if (etag === undefined) return { lsn: 0, timestamp };
  if (etag === '*') return { lsn, timestamp };
  const digits = /^"?(\d+)"?$/.exec(etag)?.[1];
  if (digits === undefined) throw badRequest(`If-None-Match '${etag}' is not an etag of the change feed.`);
  // The etag is from before a restart, or from another container. Waiting would lose changes.
  if (Number(digits) > range.lsn) {
    throw badRequest(`The etag ${etag} is ahead of the latest change, ${range.lsn}. Read from the beginning.`);
  }
  return { lsn: Number(digits), timestamp };
};

const byLsn = (a: StoredDocument, b: StoredDocument): number => a.lsn - b.lsn;

const isWithin = (document: StoredDocument, { lsn, timestamp }: Start): boolean =>
  document.lsn > lsn && (timestamp === undefined || document.timestamp > timestamp);

/** The changes that a replica shows when it has seen the writes up to `lsn`. */
const laggingChanges = ({ range, documents }: Source, start: Start, view: View, lsn: number): StoredDocument[] => {
  const replaced = replacedVersions(range, view).filter((document) => isWithin(document, start));
  const current = [...documents.changes.after(start)].filter((document) => document.lsn <= lsn);
  return [...current, ...replaced].sort(byLsn);
};

/** Ends with a whole transaction, as in the service: a page may be longer than asked for. */
const takePage = (changes: Iterable<StoredDocument>, holds: Source['holds'], items: number): ChangePage => {
  const documents: StoredDocument[] = [];
  const loaded = { documents: 0, bytes: 0 };
  let bytes = 0;
  for (const document of changes) {
    const isFull = documents.length >= items || bytes > MAX_PAGE_BYTES;
    if (isFull && document.lsn !== documents.at(-1)?.lsn) break;
    loaded.documents += 1;
    if (!holds(document)) continue;
    loaded.bytes += document.bytes;
    bytes += document.bytes;
    documents.push(document);
  }
  return { documents, loaded };
};

const pageReply = (container: Container, range: PartitionRange, lsn: number, page: ChangePage, at: number): Reply => {
  const { documents, loaded } = page;
  const last = documents.at(-1);
  const isEmpty = last === undefined;
  return {
    status: isEmpty ? 304 : 200,
    headers: {
      ...chargeHeader(isEmpty ? 1 : charges.query(loaded, documents.length)),
      ...containerHeaders(container),
      ...rangeHeaders(range, lsn),
      etag: `"${last?.lsn ?? at}"`,
      'x-ms-item-count': String(documents.length),
    },
    documents: { read: loaded.documents, written: 0, returned: documents.length },
    ...(isEmpty
      ? {}
      : {
          body: {
            _rid: container.rid,
            Documents: documents.map(({ body, lsn: written }) => ({ ...body, _lsn: written })),
            _count: documents.length,
          },
        }),
  };
};

/** One page of changes: 304 if there are none. Its etag says where the next page starts. */
export const answerChangeFeed = (context: DocumentContext): Reply => {
  const { account, container, request, staleReads } = context;
  refuseOtherModes(request);
  const source = sourceOf(context);
  const { range, documents, holds } = source;
  const now = account.clock();
  const view = laggingView(range, staleReads, request.header('x-ms-session-token'), now);
  const lsn = lsnOf(range, view);
  const start = startOf(request, range, lsn);
  const changes = isBehind(range, view) ? laggingChanges(source, start, view, lsn) : documents.changes.after(start);
  const expired: StoredDocument[] = [];
  const page = takePage(liveDocuments(container, changes, now, expired), holds, pageSizeOf(request));
  dropExpired(range, expired);
  // A replica that lags must not send a reader back to before its etag.
  return pageReply(container, range, lsn, page, Math.max(lsn, start.lsn));
};
