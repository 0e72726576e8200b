import { charges } from './charge.ts';
import { findRange, partitionOf } from './container.ts';
import { badRequest, CosmosError, notImplemented } from './cosmos-error.ts';
import { isTrue, objectBody, partitionKeyOf } from './cosmos-request.ts';
import type { DocumentContext } from './document-context.ts';
import { type Json, type JsonObject, property } from './json.ts';
import { dropExpired, liveDocuments } from './live-documents.ts';
import { MAX_PAGE_BYTES, pageSizeOf } from './page-size.ts';
import type { DocumentSet, LogicalPartition, PartitionRange } from './partition.ts';
import type { PartitionKeyValue } from './partition-key.ts';
import { isBehind, laggingView, lsnOf, snapshot } from './replica.ts';
import { chargeHeader, containerHeaders, type Reply, rangeHeaders } from './reply.ts';
import { sessionToken } from './session.ts';
import { type CompiledQuery, compileQuery, parseParameters } from './sql/compile.ts';
import { constraintsOf } from './sql/constraints.ts';
import { executePage, type Page } from './sql/execute.ts';
import { parse } from './sql/parse.ts';
import { decodePosition, encodePosition, type Position } from './sql/position.ts';
import { needsMerging, pinnedKey, queryPlan } from './sql/query-plan.ts';
import { furtherPosition, parseResumeFilter } from './sql/resume-filter.ts';
import { scan, scansBackwards } from './sql/scan.ts';
import type { Parameter } from './sql/scope.ts';
import { checkSortIndexed } from './sql/sort-path.ts';
import type { StoredDocument } from './stored-document.ts';

/** The documents of a whole range, or of one logical partition in it. */
type Target = {
  range: PartitionRange;
  partition?: LogicalPartition;
};

type PreparedQuery = {
  compiled: CompiledQuery;
  parameters: Parameter[];
  pinned: { value: PartitionKeyValue } | undefined;
  /** Where the body says that the query goes on. A continuation token may say so, too. */
  resume: Position | undefined;
};

const knownMembers = new Set(['query', 'parameters', 'resumeFilter']);

const refuseUnknownMembers = (body: JsonObject): void => {
  const stray = Object.keys(body).find((name) => !knownMembers.has(name));
  if (stray !== undefined) throw notImplemented(`the member '${stray}' of a query`);
};

const prepareQuery = ({ container, request, route }: DocumentContext): PreparedQuery => {
  const body = route.operation === 'readFeed' ? { query: 'SELECT * FROM c' } : objectBody(request);
  refuseUnknownMembers(body);
  const text = property(body, 'query');
  if (typeof text !== 'string') throw badRequest('The query must be a string.');
  const parameters = parseParameters(property(body, 'parameters'));
  const query = parse(text);
  // A query sent to a range by its id was rewritten by a query plan.
  const isPartial = request.header('x-ms-documentdb-partitionkeyrangeid') !== undefined;
  const compiled = compileQuery(query, parameters, isPartial);
  const filter = property(body, 'resumeFilter');
  return {
    compiled,
    parameters,
    pinned: pinnedKey(query, parameters, container.partitionKeySegments),
    resume: filter === undefined ? undefined : parseResumeFilter(filter, compiled),
  };
};

/** Throws the 400 on which the SDK asks for the query plan and merges the ranges' answers. */
const refuseToMerge: (prepared: PreparedQuery) => never = (prepared) => {
  const plan = queryPlan(prepared.compiled, prepared.pinned);
  throw new CosmosError(
    400,
    'BadRequest',
    'The provided cross partition query can not be directly served by the gateway. This is a first chance (internal) exception that all newer clients will know how to handle gracefully.',
    { subStatus: 1004, details: { additionalErrorInfo: JSON.stringify(plan) } },
  );
};

const targetsOf = (context: DocumentContext, prepared: PreparedQuery): Target[] => {
  const { container, request } = context;
  // If WHERE fixes the partition key, the query reads that logical partition, however it was sent.
  const key = partitionKeyOf(request) ?? prepared.pinned;
  const partition = key && partitionOf(container, key.value);
  const rangeId = request.header('x-ms-documentdb-partitionkeyrangeid');
  if (rangeId !== undefined) {
    const range = findRange(container, rangeId);
    return [partition?.range === range ? { range, partition } : { range }];
  }
  if (partition !== undefined) return [{ range: partition.range, partition }];
  if (context.route.operation === 'query' && !isTrue(request.header('x-ms-documentdb-query-enablecrosspartition'))) {
    throw badRequest(
      'Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true.',
    );
  }
  if (needsMerging(prepared.compiled)) refuseToMerge(prepared);
  return container.ranges.map((range) => ({ range }));
};

const inputOf = (context: DocumentContext, { range, partition }: Target, now: number) => {
  const view = laggingView(range, context.staleReads, context.request.header('x-ms-session-token'), now);
  const live: DocumentSet = partition?.documents ?? range.documents;
  if (!isBehind(range, view)) return { input: { live }, lsn: range.lsn };
  const shown = snapshot(range, view);
  const mapKey = partition?.mapKey;
  const mine = mapKey === undefined ? shown : shown.filter((document) => document.mapKey === mapKey);
  return { input: { snapshot: mine }, lsn: lsnOf(range, view) };
};

const runPage = (
  context: DocumentContext,
  prepared: PreparedQuery,
  target: Target,
  resume: Position | undefined,
  items: number,
) => {
  const { account, container } = context;
  const now = account.clock();
  const { compiled, parameters } = prepared;
  const { input, lsn } = inputOf(context, target, now);
  const expired: StoredDocument[] = [];
  const constraints = constraintsOf(compiled.query, parameters);
  const documents = scan(compiled, constraints, input, container.indexingPolicy, resume);
  const page = executePage(compiled, liveDocuments(container, documents, now, expired), resume, {
    items,
    bytes: MAX_PAGE_BYTES,
  });
  dropExpired(target.range, expired);
  return { page, lsn };
};

const metricsHeader = (context: DocumentContext, { loaded, results }: Page): Record<string, string> => {
  if (!isTrue(context.request.header('x-ms-documentdb-populatequerymetrics'))) return {};
  const fields = {
    retrievedDocumentCount: loaded.documents,
    retrievedDocumentSize: loaded.bytes,
    outputDocumentCount: results.length,
    outputDocumentSize: 0,
  };
  const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return { 'x-ms-documentdb-query-metrics': text.join(';') };
};

/** Tells SDKs the direction in which documents with equal sort keys come. */
const directionHeader = (compiled: CompiledQuery): Record<string, string> => {
  if (compiled.orderBy.length === 0) return {};
  const info = { reverseRidEnabled: false, reverseIndexScan: scansBackwards(compiled) };
  return { 'x-ms-cosmos-query-execution-info': JSON.stringify(info) };
};

const feedReply = (
  context: DocumentContext,
  page: Page,
  next: string | undefined,
  session: Record<string, string>,
): Reply => {
  const { container } = context;
  const documents: Json[] = page.results;
  return {
    status: 200,
    headers: {
      ...chargeHeader(charges.query(page.loaded, page.results.length)),
      ...containerHeaders(container),
      ...session,
      ...metricsHeader(context, page),
      'x-ms-item-count': String(documents.length),
      ...(next === undefined ? {} : { 'x-ms-continuation': next }),
    },
    documents: { read: page.loaded.documents, written: 0, returned: documents.length },
    body: { _rid: container.rid, Documents: documents, _count: documents.length },
  };
};

/** Queries, query plans and feeds. */
export const answerQuery = (context: DocumentContext): Reply => {
  const { container, request, route } = context;
  const prepared = prepareQuery(context);
  if (route.operation === 'queryPlan') {
    return { status: 200, headers: chargeHeader(1), body: queryPlan(prepared.compiled, prepared.pinned) };
  }
  const targets = targetsOf(context, prepared);
  checkSortIndexed(container.indexingPolicy, prepared.compiled.orderBy);
  const items = pageSizeOf(request);
  const token = request.header('x-ms-continuation');
  const start = token === undefined ? undefined : decodePosition(token);
  let at = start === undefined ? 0 : targets.findIndex(({ range }) => range.id === start.range);
  if (at < 0) throw badRequest('The continuation token belongs to another query.');
  let resume = furtherPosition(prepared.compiled, start?.position, prepared.resume);
  for (;;) {
    const target = targets[at];
    if (target === undefined) throw new Error('a query without a target');
    const { page, lsn } = runPage(context, prepared, target, resume, items);
    const following = targets[at + 1];
    if (page.resume === undefined && following !== undefined && page.results.length === 0) {
      at += 1;
      resume = undefined;
      continue;
    }
    const next =
      page.resume !== undefined
        ? encodePosition(page.resume, target.range.id)
        : following && encodePosition(undefined, following.range.id);
    const session =
      targets.length === 1
        ? rangeHeaders(target.range, lsn)
        : { 'x-ms-session-token': sessionToken(target.range.id, lsn) };
    return feedReply(context, page, next, { ...session, ...directionHeader(prepared.compiled) });
  }
};
