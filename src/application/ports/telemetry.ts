/**
 * What one request to a service cost, in the service's own units (Cosmos DB: request units),
 * whether it succeeded or not.
 */
export type Charge = { operation: string; units: number };

export type Meter = (charge: Charge) => void;

export type LogFields = Record<string, string | number | boolean | undefined>;

/** Structured events. Fields never hold a token, an address, a key or a URL with a signature. */
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};
