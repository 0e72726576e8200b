import type { FieldsOf } from './log-event.ts';
import type { logEvents } from './log-events.ts';

/**
 * What one request to a service cost, in the service's own units (Cosmos DB: request units),
 * whether it succeeded or not.
 */
export type Charge = { operation: string; units: number };

export type Meter = (charge: Charge) => void;

export type LogEventName = keyof typeof logEvents;

/** The fields of each event. */
export type LogEventFields = { [E in LogEventName]: FieldsOf<(typeof logEvents)[E]['fields']> };

type Write = <E extends LogEventName>(event: E, fields: LogEventFields[E]) => void;

/** Structured events. Fields never hold a token, an address, a key or a URL with a signature. */
export type Log = { info: Write; warn: Write; error: Write };
