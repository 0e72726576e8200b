import type { Container, OperationInput, OperationResponse } from '@azure/cosmos';
import { Unavailable } from '../../domain/errors.ts';
import { pauseBeforeRetry, withinDeadline } from './cosmos-call.ts';
import { RETRY_WITH } from './cosmos-failure.ts';

/** All operations took effect, or none did: then the one at `failedAt` was refused with `status`. */
export type BatchOutcome =
  | { done: true; results: readonly OperationResponse[] }
  | { done: false; failedAt: number; status: number };

/** The status of an operation that was not tried because another one of its batch failed. */
const FAILED_DEPENDENCY = 424;

const ATTEMPTS = 6;

const outcomeOf = (results: readonly OperationResponse[]): BatchOutcome => {
  const failedAt = results.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== FAILED_DEPENDENCY);
  const failed = results[failedAt];
  return failed ? { done: false, failedAt, status: failed.statusCode } : { done: true, results };
};

/**
 * One transactional batch on a product's stock. The client throws away the status of a batch that fails as a whole, so that any such
 * failure counts as transient. Retried where writers collided (449): the level of a popular product is a hot document.
 */
export const stockBatch = async (
  container: Container,
  productId: string,
  operations: readonly OperationInput[],
  attempt = 1,
): Promise<BatchOutcome> => {
  const outcome = outcomeOf(await execute(container, productId, operations));
  if (outcome.done || outcome.status !== RETRY_WITH) return outcome;
  if (attempt >= ATTEMPTS) throw new Unavailable('cosmos', { cause: new Error('Writers kept colliding.') });
  await pauseBeforeRetry(attempt);
  return stockBatch(container, productId, operations, attempt + 1);
};

const execute = async (
  container: Container,
  productId: string,
  operations: readonly OperationInput[],
): Promise<readonly OperationResponse[]> => {
  try {
    const { result } = await withinDeadline((abortSignal) =>
      container.items.batch(structuredClone([...operations]), productId, { abortSignal }),
    );
    return result ?? [];
  } catch (cause) {
    throw cause instanceof Unavailable ? cause : new Unavailable('cosmos', { cause });
  }
};

/** For an outcome that the callers' rules do not know: throws `Unavailable` where the service had trouble, else a fault. */
export const unexpected = (outcome: BatchOutcome & { done: false }): Error => {
  const cause = new Error(`Operation ${outcome.failedAt} of a stock batch was answered with ${outcome.status}.`);
  const transient = outcome.status === 408 || outcome.status === 429 || outcome.status >= 500;
  return transient ? new Unavailable('cosmos', { throttled: outcome.status === 429, cause }) : cause;
};
