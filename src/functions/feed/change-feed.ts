import type { CosmosDBv4LatestVersionFunctionOptions } from '@azure/functions';
import { withInvocation } from '../invocation.ts';

export type FeedConsumer = (documents: readonly unknown[]) => Promise<void>;

const SECOND = 1000;

/**
 * Without a retry policy, the host would skip the changes of a call that failed. With this one, it
 * repeats them until they succeed. From the beginning: if the leases are ever lost, every document
 * comes again, but no event is recorded twice.
 */
export const changeFeed = (
  name: string,
  containerName: string,
  load: () => Promise<FeedConsumer>,
): CosmosDBv4LatestVersionFunctionOptions => ({
  connection: 'Cosmos',
  databaseName: '%COSMOS_DATABASE%',
  containerName,
  leaseContainerName: 'leases',
  leaseContainerPrefix: `${name}-`,
  startFromBeginning: true,
  feedPollDelay: SECOND / 2,
  maxItemsPerInvocation: 100,
  // Another host takes over within 35 s from one that was killed.
  leaseAcquireInterval: 5 * SECOND,
  leaseRenewInterval: 10 * SECOND,
  leaseExpirationInterval: 30 * SECOND,
  retry: {
    strategy: 'exponentialBackoff',
    maxRetryCount: -1,
    minimumInterval: { seconds: 1 },
    maximumInterval: { minutes: 1 },
  },
  handler: (documents, context) => withInvocation(context, async () => (await load())(documents)),
});
