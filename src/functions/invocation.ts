import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import type { Log, LogEventFields, LogEventName, Meter, Span } from '../application/ports/telemetry.ts';
import type { Principal } from '../application/ports/tokens.ts';
import { DomainError, Unavailable } from '../domain/errors.ts';
import type { Origin } from '../domain/origin.ts';
import type { TraceContext } from '../domain/trace-context.ts';
import { type ChargeTally, chargeTally } from './charge-tally.ts';
import { escapeUnprintable } from './escape-unprintable.ts';
import { withSourceStack } from './with-source-stack.ts';

/**
 * `requestId`: the request that is served, or that caused the message that is processed. `caller`:
 * whose request is served, once its token has been checked.
 */
type Invocation = {
  context: InvocationContext;
  charges: ChargeTally;
  requestId: string | undefined;
  caller?: Principal;
  span?: Span | undefined;
};

const current = new AsyncLocalStorage<Invocation>();

/**
 * What woke an invocation. `requestId`: the request that is served, or that caused the message.
 * `carried`: the headers or properties that may hold a trace. `http`: the method and the template.
 */
export type Cause = {
  requestId?: string | undefined;
  carried?: { traceparent?: unknown; tracestate?: unknown };
  http?: { method: string; route: string };
};

/** Turns invocations, and what they log and cost, into traces and metrics. */
export type InvocationObserver = {
  run<T>(context: InvocationContext, cause: Cause, work: (span?: Span) => Promise<T>): Promise<T>;
  /** `span`: of the invocation that logs the event. */
  note<E extends LogEventName>(event: E, fields: LogEventFields[E], span?: Span): void;
  charge: Meter;
  /** Where what the running invocation causes hangs. */
  context(): TraceContext | undefined;
};

let loadObserver: (() => Promise<InvocationObserver>) | undefined;
let observer: InvocationObserver | undefined;

/**
 * From now on. `load` gives the same one each time, and begins at once: the first invocation waits
 * for it. Without one, invocations run all the same.
 */
export const observeInvocations = (load: () => Promise<InvocationObserver>): void => {
  loadObserver = load;
  void load().catch(() => {});
};

const observed = async <T>(invocation: Invocation, cause: Cause, work: () => Promise<T>): Promise<T> => {
  observer ??= await loadObserver?.().catch(() => undefined);
  if (observer === undefined) return work();
  return observer.run(invocation.context, cause, (span) => {
    invocation.span = span;
    return work();
  });
};

/** Grows as long as the process lives. */
const processCharges = chargeTally();

const write =
  (level: 'info' | 'warn' | 'error') =>
  <E extends LogEventName>(event: E, fields: LogEventFields[E]): void => {
    const invocation = current.getStore();
    if (invocation === undefined) return;
    const { context, requestId, span } = invocation;
    observer?.note(event, fields, span);
    context[level](escapeUnprintable(JSON.stringify({ event, requestId, ...fields })));
  };

/** One JSON line per event, on the invocation that caused it, with the id of its request. */
export const invocationLog: Log = { info: write('info'), warn: write('warn'), error: write('error') };

/**
 * One line per invocation. `process` is a running total: if lines are lost to sampling, the
 * difference between two lines still shows what was spent in between.
 */
const reportCharges = (charges: ChargeTally): void => {
  const { requests, units } = charges.total();
  if (requests === 0) return;
  const operations = charges.byOperation();
  invocationLog.info('cosmos_charge', { units, requests, operations, process: processCharges.total() });
};

/** What is expected to happen needs no stack: the host then logs it as one line. */
const withUsefulStack = async (error: unknown): Promise<unknown> => {
  if (!(error instanceof DomainError || error instanceof Unavailable)) return withSourceStack(error);
  error.stack = escapeUnprintable(String(error));
  return error;
};

/**
 * Assigns everything logged while `work` runs, and every request charge, to this invocation. Log
 * lines and the messages that it sends carry the id of the request.
 */
export const withInvocation = <T>(
  context: InvocationContext,
  work: () => Promise<T>,
  cause: Cause = {},
): Promise<T> => {
  const charges = chargeTally();
  const run = async (): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw await withUsefulStack(error);
    } finally {
      reportCharges(charges);
    }
  };
  const invocation: Invocation = { context, charges, requestId: cause.requestId };
  return current.run(invocation, () => observed(invocation, cause, run));
};

/** Adds to the cost of the running invocation and to that of the process. */
export const invocationMeter: Meter = (charge) => {
  processCharges.add(charge);
  observer?.charge(charge);
  current.getStore()?.charges.add(charge);
};

/** The request units that the running invocation has cost so far. */
export const invocationUnits = (): number => current.getStore()?.charges.total().units ?? 0;

/** The request that the running invocation serves or follows from; undefined if there is none. */
export const invocationRequestId = (): string | undefined => current.getStore()?.requestId;

/** What follows from the running invocation carries this; undefined if nothing is known. */
export const invocationOrigin = (): Origin | undefined => {
  const requestId = invocationRequestId();
  const trace = observer?.context();
  if (requestId === undefined && trace === undefined) return undefined;
  return { ...(requestId !== undefined && { requestId }), ...trace };
};

/** Says whose request the running invocation serves, and returns it. */
export const noteCaller = (caller: Principal): Principal => {
  const invocation = current.getStore();
  if (invocation) invocation.caller = caller;
  return caller;
};

/** Whose request the running invocation serves; undefined if nobody has been identified. */
export const invocationCaller = (): Principal | undefined => current.getStore()?.caller;

/** What is known about the running invocation, and what records its events and charges. */
export const runningInvocation = {
  log: invocationLog,
  meter: invocationMeter,
  findRequestId: invocationRequestId,
  findOrigin: invocationOrigin,
  findCaller: invocationCaller,
};
