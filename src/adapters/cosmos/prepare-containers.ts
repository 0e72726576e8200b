import type { Database } from '@azure/cosmos';
import { cosmosCall } from './cosmos-call.ts';

/**
 * Reads a document that is not there from each container: one request unit each. The client asks for the account and for each container's
 * partition key once, and keeps the connections.
 */
export const prepareContainers = async (database: Database, containers: readonly string[]): Promise<void> => {
  await Promise.all(
    containers.map((id) =>
      cosmosCall((abortSignal) => database.container(id).item('none', 'none').read({ abortSignal })),
    ),
  );
};
