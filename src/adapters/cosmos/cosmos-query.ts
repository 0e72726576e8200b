import type { Container, FeedOptions, JSONValue, SqlQuerySpec } from '@azure/cosmos';
import { withinDeadline } from './cosmos-call.ts';

type Parameters = Record<string, JSONValue>;

const specOf = (query: string, parameters: Parameters): SqlQuerySpec => ({
  query,
  parameters: Object.entries(parameters).map(([name, value]) => ({ name: `@${name}`, value })),
});

/** Pages of a query's results; every page has a deadline of its own. */
export async function* queryPages<T>(
  container: Container,
  query: string,
  parameters: Parameters,
  options: FeedOptions,
): AsyncGenerator<readonly T[]> {
  const abort = new AbortController();
  const iterator = container.items.query<T>(specOf(query, parameters), { ...options, abortSignal: abort.signal });
  while (iterator.hasMoreResults()) {
    const page = await withinDeadline((signal) => {
      signal.addEventListener('abort', () => abort.abort(), { once: true });
      return iterator.fetchNext();
    });
    yield page.resources ?? [];
  }
}

/** All results of a query that limits itself to `limit`. */
export const queryAtMost = async <T>(
  container: Container,
  query: string,
  parameters: Parameters & { limit: number },
  options: FeedOptions = {},
): Promise<readonly T[]> => {
  const found: T[] = [];
  const pages = queryPages<T>(container, query, parameters, { ...options, maxItemCount: parameters.limit });
  for await (const page of pages) {
    found.push(...page);
    if (found.length >= parameters.limit) break;
  }
  return found.slice(0, parameters.limit);
};
