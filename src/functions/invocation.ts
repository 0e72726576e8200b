import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import type { Log, LogFields, Meter } from '../application/ports/telemetry.ts';
import { type ChargeTally, chargeTally } from './charge-tally.ts';
import { escapeUnprintable } from './escape-unprintable.ts';

const current = new AsyncLocalStorage<{ context: InvocationContext; charges: ChargeTally }>();

/** Grows as long as the process lives. */
const processCharges = chargeTally();

const line = (event: string, fields: object = {}): string => escapeUnprintable(JSON.stringify({ event, ...fields }));

/**
 * One line per invocation. `process` is a running total: if lines are lost to sampling, the
 * difference between two lines still shows what was spent in between.
 */
const reportCharges = (context: InvocationContext, charges: ChargeTally): void => {
  const { requests, units } = charges.total();
  if (requests === 0) return;
  const operations = charges.byOperation();
  context.info(line('cosmos_charge', { units, requests, operations, process: processCharges.total() }));
};

/** Assigns everything logged while `work` runs, and every request charge, to this invocation. */
export const withInvocation = <T>(context: InvocationContext, work: () => Promise<T>): Promise<T> => {
  const charges = chargeTally();
  return current.run({ context, charges }, async () => {
    try {
      return await work();
    } finally {
      reportCharges(context, charges);
    }
  });
};

const write = (level: 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) =>
  current.getStore()?.context[level](line(event, fields));

/** One JSON line per event, on the invocation that caused it. */
export const invocationLog: Log = { info: write('info'), warn: write('warn'), error: write('error') };

/** Adds to the cost of the running invocation and to that of the process. */
export const invocationMeter: Meter = (charge) => {
  processCharges.add(charge);
  current.getStore()?.charges.add(charge);
};
