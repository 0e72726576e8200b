import { setTimeout as pause } from 'node:timers/promises';
import type { Container, FeedOptions, FeedResponse, JSONValue, SqlQuerySpec } from '@azure/cosmos';
import { beforeDeadline } from '../../before-deadline.ts';
import { Unavailable } from '../../domain/errors.ts';
import { withinDeadline } from './cosmos-call.ts';
import { toUnavailable } from './cosmos-failure.ts';

/** The longest that all pages of a limited query may take together. */
const DEADLINE_MS = 10_000;

/** Including the pauses, a page that never comes is given up in under a minute. */
const PAGE_ATTEMPTS = 5;
const MAX_PAUSE_SECONDS = 5;

/** An undefined value is left out. */
export type QueryParameters = Record<string, JSONValue | undefined>;

export const toQuerySpec = (query: string, parameters: QueryParameters): SqlQuerySpec => ({
  query,
  parameters: Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `@${name}`, value }],
  ),
});

type Pages<T> = { hasMore: () => boolean; next: () => Promise<FeedResponse<T>> };

/** The pages of a query's results. Every page has its own deadline, and `outer` ends them all. */
const openQuery = <T>(
  container: Container,
  spec: SqlQuerySpec,
  options: FeedOptions,
  outer?: AbortSignal,
): Pages<T> => {
  const abort = new AbortController();
  const iterator = container.items.query<T>(spec, { ...options, abortSignal: abort.signal });
  return {
    hasMore: () => iterator.hasMoreResults(),
    next: () =>
      withinDeadline((signal) => {
        signal.addEventListener('abort', () => abort.abort());
        return iterator.fetchNext();
      }, outer),
  };
};

const pauseFor = (failures: number, { retryAfterSeconds }: Unavailable): Promise<void> => {
  const seconds = Math.max(2 ** (failures - 1), Math.min(retryAfterSeconds, MAX_PAUSE_SECONDS));
  return pause(seconds * 1000);
};

/**
 * The pages of a query's results, each once. A page that is `Unavailable` is tried up to five times
 * with pauses, so that one throttled page does not fail the whole job. Only queries that the
 * service pages itself (no ORDER BY, no aggregates) have a token to continue from; others fail at
 * once if a page after the first one does.
 */
export async function* queryPages<T>(
  container: Container,
  query: string,
  parameters: QueryParameters,
  options: FeedOptions,
): AsyncGenerator<readonly T[]> {
  const spec = toQuerySpec(query, parameters);
  let pages = openQuery<T>(container, spec, options);
  let continuationToken: string | undefined;
  let begun = false;
  let failures = 0;
  while (pages.hasMore()) {
    let page: FeedResponse<T>;
    try {
      page = await pages.next();
    } catch (error) {
      failures += 1;
      const resumable = !begun || continuationToken !== undefined;
      if (!(error instanceof Unavailable) || !resumable || failures >= PAGE_ATTEMPTS) throw error;
      await pauseFor(failures, error);
      pages = openQuery<T>(container, spec, {
        ...options,
        ...(continuationToken !== undefined && { continuationToken }),
      });
      continue;
    }
    failures = 0;
    begun = true;
    ({ continuationToken } = page);
    yield page.resources ?? [];
  }
}

/** As `queryPages`, but one result at a time. */
export async function* queryEach<T>(...query: Parameters<typeof queryPages>): AsyncGenerator<T> {
  for await (const page of queryPages<T>(...query)) yield* page;
}

/** All results of a query that limits itself to `limit`. `Unavailable` if they take over 10 s. */
export const queryAtMost = async <T>(
  container: Container,
  query: string,
  parameters: QueryParameters & { limit: number },
  options: FeedOptions = {},
): Promise<readonly T[]> => {
  const { limit } = parameters;
  const collect = async (signal: AbortSignal): Promise<readonly T[]> => {
    const found: T[] = [];
    const pages = openQuery<T>(container, toQuerySpec(query, parameters), { ...options, maxItemCount: limit }, signal);
    while (found.length < limit && pages.hasMore()) found.push(...((await pages.next()).resources ?? []));
    return found.slice(0, limit);
  };
  try {
    return await beforeDeadline(DEADLINE_MS, collect);
  } catch (error) {
    throw toUnavailable(error);
  }
};
