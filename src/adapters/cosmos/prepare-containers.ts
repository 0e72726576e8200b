import type { Database } from '@azure/cosmos';
import { cosmosCall } from './cosmos-call.ts';

/**
 * Reads the containers, so that the client has their partition keys, the account and open
 * connections before the first order needs them.
 */
export const prepareContainers = async (database: Database, ids: readonly string[]): Promise<void> => {
  await Promise.all(ids.map((id) => cosmosCall((abortSignal) => database.container(id).read({ abortSignal }))));
};
