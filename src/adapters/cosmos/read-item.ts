import type { Item, PatchRequestBody } from '@azure/cosmos';
import type { Versioned } from '../../application/ports/versioned.ts';
import { Unavailable } from '../../domain/errors.ts';
import { etagOf } from '../../domain/etag.ts';
import { readFailure } from '../sdk-failure.ts';
import { cosmosCall } from './cosmos-call.ts';
import { statusOf } from './cosmos-failure.ts';
import { isBehind, isSessionToken, sessionIn } from './session-token.ts';

/** Substatus of a 404: this replica lags behind the session. */
const READ_SESSION_NOT_AVAILABLE = 1002;

const BAD_REQUEST = 400;

/** The condition holds for no document, so nothing is ever written. */
const probe: PatchRequestBody = {
  condition: "FROM c WHERE c.id = ''",
  operations: [{ op: 'set', path: '/probe', value: true }],
};

export const behind = (): Unavailable =>
  new Unavailable('cosmos', { cause: new Error('The replica has not seen the write yet.') });

/** A point read. With `session`, shows at least the write that the token came from. */
export const readItem = async <D extends object, T>(
  item: Item,
  toValue: (document: D) => T,
  session?: string,
): Promise<Versioned<T> | undefined> => {
  const { resource, etag, headers, substatus } = await cosmosCall((abortSignal) =>
    item.read<D>({ abortSignal, ...(session !== undefined && { sessionToken: session }) }),
  );
  if (substatus === READ_SESSION_NOT_AVAILABLE || (session !== undefined && isBehind(sessionIn(headers), session))) {
    throw behind();
  }
  return resource && { value: toValue(resource), etag: etagOf(etag) };
};

/**
 * A point read with the session from a message, which may be any text. Text that is not a token, or
 * a token that the service rejects, counts as no session.
 */
export const readItemInSession = async <D extends object, T>(
  item: Item,
  toValue: (document: D) => T,
  session = '',
): Promise<Versioned<T> | undefined> => {
  if (!isSessionToken(session)) return readItem(item, toValue);
  try {
    return await readItem(item, toValue, session);
  } catch (error) {
    if (statusOf(error) !== BAD_REQUEST) throw error;
    return readItem(item, toValue);
  }
};

/** Whether the document exists, and the session token that shows all its writes until now. */
export const probeItem = async (item: Item): Promise<{ exists: boolean; session: string | undefined }> => {
  let session: string | undefined;
  const exists = await cosmosCall(
    async (abortSignal) => {
      try {
        await item.patch(probe, { abortSignal });
        return true;
      } catch (error) {
        session = sessionIn(readFailure(error).headers);
        throw error;
      }
    },
    { 404: false, 412: true },
  );
  return { exists, session };
};

/**
 * Shows at least every write that ended before the call. Writes never lag: a patch whose condition
 * fails says whether the document exists, and the read must reach its session token.
 */
export const readLatestItem = async <D extends object, T>(
  item: Item,
  toValue: (document: D) => T,
): Promise<Versioned<T> | undefined> => {
  const { exists, session } = await probeItem(item);
  if (!exists) return undefined;
  const stored = await readItem(item, toValue, session);
  if (!stored) throw behind();
  return stored;
};
