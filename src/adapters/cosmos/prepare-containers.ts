import type { Database } from '@azure/cosmos';
import { cosmosCall } from './cosmos-call.ts';

/** The client then has their partition keys, the account and open connections. */
export const prepareContainers = async (database: Database, ids: readonly string[]): Promise<void> => {
  await Promise.all(ids.map((id) => cosmosCall((abortSignal) => database.container(id).read({ abortSignal }))));
};
