import type { Database } from '@azure/cosmos';
import { cosmosCall } from './cosmos-call.ts';

/**
 * Reads what the containers are: a client asks for the account once, and before its first write for each container's partition key. It keeps
 * the answers, and the connections.
 */
export const prepareContainers = async (database: Database, ids: readonly string[]): Promise<void> => {
  await Promise.all(ids.map((id) => cosmosCall((abortSignal) => database.container(id).read({ abortSignal }))));
};
