import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import type { Log, LogFields } from '../application/ports.ts';

const current = new AsyncLocalStorage<InvocationContext>();

/** Everything logged while `work` runs belongs to this invocation. */
export const withInvocation = <T>(context: InvocationContext, work: () => Promise<T>): Promise<T> =>
  current.run(context, work);

const line = (event: string, fields: LogFields = {}): string => JSON.stringify({ event, ...fields });

/** One JSON line an event, on the invocation that caused it. */
export const invocationLog: Log = {
  info: (event, fields) => current.getStore()?.info(line(event, fields)),
  warn: (event, fields) => current.getStore()?.warn(line(event, fields)),
  error: (event, fields) => current.getStore()?.error(line(event, fields)),
};
