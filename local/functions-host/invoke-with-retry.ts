import { errorMessage, errorStack } from '../error-message.ts';
import type { RegisteredFunction } from './core-module.ts';
import type { Invoke, Outcome, Trigger } from './invoke.ts';
import type { RpcRetryOptions } from './rpc.ts';

const milliseconds = (duration: { seconds: number } | undefined, fallback: number): number =>
  (duration?.seconds ?? fallback) * 1000;

const delayMs = (options: RpcRetryOptions, retry: number): number => {
  if (options.retryStrategy === 'fixedDelay') return milliseconds(options.delayInterval, 0);
  const least = milliseconds(options.minimumInterval, 1);
  return Math.min(least * 2 ** (retry - 1), milliseconds(options.maximumInterval, 3600));
};

/** Invokes until it succeeds, retries are used up (-1: unlimited) or `pause` is cut short. */
export const invokeWithRetry = async (
  target: RegisteredFunction,
  trigger: Trigger,
  invoke: Invoke,
  pause: (ms: number) => Promise<boolean>,
): Promise<Outcome> => {
  const options = target.metadata.retryOptions;
  let outcome = await invoke(target, trigger);
  if (options === undefined) return outcome;
  const { maxRetryCount } = options;
  for (let retryCount = 1; maxRetryCount < 0 || retryCount <= maxRetryCount; retryCount += 1) {
    if (outcome.ok || !(await pause(delayMs(options, retryCount)))) return outcome;
    const exception = { message: errorMessage(outcome.error), stackTrace: errorStack(outcome.error) };
    outcome = await invoke(target, { ...trigger, retryContext: { retryCount, maxRetryCount, exception } });
  }
  return outcome;
};
