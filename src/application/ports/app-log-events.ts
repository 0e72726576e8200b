import { failure, type LogEvents } from './log-event.ts';

/** Requests, their cost, and the start of an instance. */
export const appLogEvents = {
  request: {
    levels: ['info', 'warn'],
    meaning:
      'A request was answered. A warning for 429 and 5xx. A health probe is logged only if it fails. With 401 and 403, `reason` says why.',
    fields: {
      method: 'text',
      route: 'text',
      status: 'number',
      code: 'text?',
      reason: 'text?',
      ms: 'number',
      caller: 'text?',
      orderId: 'text?',
      productId: 'text?',
      units: 'number',
    },
  },
  request_failed: {
    levels: ['error'],
    meaning: 'A request was answered with 500: a bug. The reason has the stack.',
    fields: { requestId: 'text', method: 'text', path: 'text', ...failure },
  },
  backend_unavailable: {
    levels: ['warn'],
    meaning: 'A request was answered with 429 or 503, because a service is down, slow or throttling.',
    fields: { requestId: 'text', method: 'text', path: 'text', ...failure },
  },
  audit_not_completed: {
    levels: ['warn'],
    meaning: 'A write by staff has ended as `outcome` says, but its entry in the audit trail still says `begun`.',
    fields: { entryId: 'text', action: 'text', subject: 'text', outcome: 'text', ...failure },
  },
  cosmos_charge: {
    levels: ['info'],
    meaning: 'What an invocation cost in request units of Cosmos DB. `process` is the running total of the instance.',
    fields: { units: 'number', requests: 'number', operations: 'object', process: 'object' },
  },
  message_malformed: {
    levels: ['error'],
    meaning: 'A message names no order, event or delivery. It became a dead letter on its first delivery.',
    fields: { messageId: 'text', reason: 'text' },
  },
  warmed_up: {
    levels: ['info'],
    meaning: 'A new instance has loaded or connected a part of the app.',
    fields: { part: 'text', ms: 'number' },
  },
  warm_up_failed: {
    levels: ['warn'],
    meaning: 'A part of the app did not load or connect in time. The first request that needs it tries again.',
    fields: { part: 'text', ...failure },
  },
  telemetry_not_exported: {
    levels: ['warn'],
    meaning:
      'Traces or metrics cannot be exported and are dropped. Logged once, and again only after an export has succeeded.',
    fields: { reason: 'text' },
  },
  bookmark_failed: {
    levels: ['warn'],
    meaning: 'A job could not read or write where it stopped. It starts from the beginning.',
    fields: { job: 'text', ...failure },
  },
  bookmark_stale: {
    levels: ['info'],
    meaning: 'Another run of the job has moved the bookmark. That one counts.',
    fields: { job: 'text' },
  },
  job_run_not_recorded: {
    levels: ['warn'],
    meaning: 'A job has ended, but `ops jobs` does not show it: its result could not be stored.',
    fields: { job: 'text', ...failure },
  },
} as const satisfies LogEvents;
