import type { Span, Telemetry } from './telemetry.ts';

const span: Span = { set: () => {} };

/** If no telemetry is exported: nothing is recorded, and nothing is added to messages. */
export const noTelemetry: Telemetry = {
  span: (_name, _options, work) => work(span),
  context: () => undefined,
  count: () => {},
  record: () => {},
};
