import type { Container, OperationInput, OperationResponse } from '@azure/cosmos';
import { Unavailable, UnexpectedAnswer } from '../../domain/errors.ts';
import { readFailure } from '../sdk-failure.ts';
import { pauseBeforeRetry, withinDeadline } from './cosmos-call.ts';
import { RETRY_WITH } from './cosmos-failure.ts';
import { requestOfFailure } from './throttling.ts';

/** Either all operations took effect, or none did and one failed with `status`. */
type BatchOutcome = { done: true; results: readonly OperationResponse[] } | FailedBatch;

export type FailedBatch = { done: false; failedAt: number; status: number; container: string };

/** The status of an operation that was not tried because another one of its batch failed. */
const FAILED_DEPENDENCY = 424;

const MAX_ATTEMPTS = 6;

const outcomeOf = (results: readonly OperationResponse[], container: string): BatchOutcome => {
  const failedAt = results.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== FAILED_DEPENDENCY);
  const failed = results[failedAt];
  return failed ? { done: false, failedAt, status: failed.statusCode, container } : { done: true, results };
};

/** The client's type is for plain JSON only. Documents have read-only arrays and wider types. */
export const creating = (document: object): OperationInput => ({
  operationType: 'Create',
  resourceBody: JSON.parse(JSON.stringify(document)),
});

// If a batch fails as a whole, the client keeps only the message.
const COLLISION = 'Retry to avoid conflicts';

const execute = async (
  container: Container,
  partitionKey: string,
  operations: readonly OperationInput[],
): Promise<BatchOutcome> => {
  try {
    const { result } = await withinDeadline((abortSignal) =>
      // A copy, because the client writes into its arguments.
      container.items.batch(structuredClone([...operations]), partitionKey, { abortSignal }),
    );
    if (result?.length !== operations.length) throw new Error('The answer to the batch has no results.');
    return outcomeOf(result, container.id);
  } catch (cause) {
    if (cause instanceof Unavailable) throw cause;
    if (String(readFailure(cause).message).includes(COLLISION))
      return { done: false, failedAt: 0, status: RETRY_WITH, container: container.id };
    throw new Unavailable('cosmos', { ...requestOfFailure(cause), cause });
  }
};

/**
 * Operations on one partition. A failure of the batch as a whole counts as transient. Collisions
 * (449) are retried, because the level of a popular product is a hot document.
 */
export const atomicBatch = async (
  container: Container,
  partitionKey: string,
  operations: readonly OperationInput[],
  attempt = 1,
): Promise<BatchOutcome> => {
  const outcome = await execute(container, partitionKey, operations);
  if (outcome.done || outcome.status !== RETRY_WITH) return outcome;
  if (attempt >= MAX_ATTEMPTS) {
    const place = { operation: 'batch', container: container.id };
    throw new Unavailable('cosmos', { ...place, status: RETRY_WITH, cause: new Error('Writers kept colliding.') });
  }
  await pauseBeforeRetry(attempt);
  return atomicBatch(container, partitionKey, operations, attempt + 1);
};

/** The error for an unexpected outcome: `Unavailable` if the service had trouble, else a fault. */
export const toError = ({ failedAt, status, container }: FailedBatch): Error => {
  const place = { operation: 'batch', container };
  const cause = new UnexpectedAnswer(
    'cosmos',
    status,
    `Operation ${failedAt} of a batch failed with ${status}.`,
    place,
  );
  const transient = status === 408 || status === 429 || status >= 500;
  return transient ? new Unavailable('cosmos', { throttled: status === 429, status, ...place, cause }) : cause;
};
