import type { ChangeFeedPullModelIterator, Container } from '@azure/cosmos';
import type { PartitionRange } from './lease.ts';
import type { FeedStart } from './read-options.ts';

export type ChangePage = {
  /** Empty if nothing has changed. */
  documents: readonly unknown[];
  /** Where the next page starts: an etag, in quotes. */
  continuation: string;
};

type Options = {
  container: Container;
  rid: string;
  range: PartitionRange;
  /** The etag of the last page that was handled. Without it, the feed starts at `start`. */
  continuation: string | undefined;
  start: Exclude<FeedStart, 'now'>;
  maxItems: number | undefined;
};

/** The client's token for a single range, which wraps the service's etag. */
const toToken = ({ rid, range, continuation }: Options): string =>
  JSON.stringify({
    rid,
    Continuation: [
      {
        minInclusive: range.min,
        maxExclusive: range.max,
        ...(continuation !== undefined && { continuationToken: continuation }),
      },
    ],
  });

/** Throws if the range has been split, which this host does not follow. */
const parseToken = (token: string, range: PartitionRange): string => {
  const ranges: { continuationToken?: unknown }[] = JSON.parse(token).Continuation;
  const [only, ...others] = ranges;
  if (typeof only?.continuationToken !== 'string' || others.length > 0) {
    throw new Error(`Partition range ${range.id} was split: delete the leases to read from the beginning`);
  }
  return only.continuationToken;
};

const open = async (options: Options): Promise<ChangeFeedPullModelIterator<unknown>> => {
  const { container, range, continuation, start, maxItems } = options;
  const { ChangeFeedStartFrom } = await import('@azure/cosmos');
  const limit = maxItems === undefined ? {} : { maxItemCount: maxItems };
  if (continuation !== undefined || start === 'beginning') {
    const changeFeedStartFrom = ChangeFeedStartFrom.Continuation(toToken(options));
    return container.items.getChangeFeedIterator({ ...limit, changeFeedStartFrom });
  }
  const feedRange = (await container.getFeedRanges()).find(({ minInclusive }) => minInclusive === range.min);
  if (feedRange === undefined) throw new Error(`Partition range ${range.id} is gone`);
  return container.items.getChangeFeedIterator({
    ...limit,
    changeFeedStartFrom: ChangeFeedStartFrom.Time(start, feedRange),
  });
};

/** Reads a range page by page. After a failure, open another one at the last page's etag. */
export const openFeed = (options: Options): (() => Promise<ChangePage>) => {
  let iterator: ChangeFeedPullModelIterator<unknown> | undefined;
  return async () => {
    iterator ??= await open(options);
    const { statusCode, result, continuationToken } = await iterator.readNext();
    const documents = statusCode === 304 || !Array.isArray(result) ? [] : result;
    return { documents, continuation: parseToken(continuationToken, options.range) };
  };
};
