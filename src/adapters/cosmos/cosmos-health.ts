import type { Database } from '@azure/cosmos';
import type { Dependency } from '../../application/ports/dependency.ts';
import { withinDeadline } from './cosmos-call.ts';

/** Substatus of a 404: the container is missing, not the document. */
const OWNER_NOT_FOUND = 1003;

/** Reads a document that does not exist: one request unit, and no permission beyond reading. */
export const cosmosHealth = (database: Database): Dependency => ({
  name: 'cosmos',
  check: (signal) =>
    withinDeadline(async (abortSignal) => {
      const { substatus } = await database.container('orders').item('health', 'health').read({ abortSignal });
      if (substatus === OWNER_NOT_FOUND) throw new Error('There is no container "orders".');
    }, signal),
});
