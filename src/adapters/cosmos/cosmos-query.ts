import type { Container, FeedOptions, JSONValue, SqlQuerySpec } from '@azure/cosmos';
import { beforeDeadline } from '../deadline.ts';
import { withinDeadline } from './cosmos-call.ts';
import { toUnavailable } from './cosmos-failure.ts';

/** Longest that all pages of a limited query may take together. */
const DEADLINE_MS = 10_000;

type Parameters = Record<string, JSONValue>;

const specOf = (query: string, parameters: Parameters): SqlQuerySpec => ({
  query,
  parameters: Object.entries(parameters).map(([name, value]) => ({ name: `@${name}`, value })),
});

/** Pages of a query's results; every page has a deadline of its own, and all of them end with `outer`. */
export async function* queryPages<T>(
  container: Container,
  query: string,
  parameters: Parameters,
  options: FeedOptions,
  outer?: AbortSignal,
): AsyncGenerator<readonly T[]> {
  const abort = new AbortController();
  const iterator = container.items.query<T>(specOf(query, parameters), { ...options, abortSignal: abort.signal });
  while (iterator.hasMoreResults()) {
    const page = await withinDeadline((signal) => {
      signal.addEventListener('abort', () => abort.abort(), { once: true });
      return iterator.fetchNext();
    }, outer);
    yield page.resources ?? [];
  }
}

/** All results of a query that limits itself to `limit`; `Unavailable` where they take longer than 10 s together. */
export const queryAtMost = async <T>(
  container: Container,
  query: string,
  parameters: Parameters & { limit: number },
  options: FeedOptions = {},
): Promise<readonly T[]> => {
  const { limit } = parameters;
  const collect = async (signal: AbortSignal): Promise<readonly T[]> => {
    const found: T[] = [];
    const pages = queryPages<T>(container, query, parameters, { ...options, maxItemCount: limit }, signal);
    for await (const page of pages) {
      found.push(...page);
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  };
  try {
    return await beforeDeadline(DEADLINE_MS, collect);
  } catch (error) {
    throw toUnavailable(error);
  }
};
