import { failure, type LogEvents } from './log-event.ts';

const delivery = { endpointId: 'text', eventId: 'text' } as const;
const call = { type: 'text', attempt: 'number?', status: 'number?', error: 'text?', ms: 'number?' } as const;

/** What happens to events and webhooks. */
export const eventLogEvents = {
  events_recorded: {
    levels: ['info'],
    meaning: 'A batch of a change feed was turned into events. `oldestSeconds` is the lag of the feed.',
    fields: {
      source: 'text',
      changes: 'number',
      created: 'number',
      unreadable: 'number',
      oldestSeconds: 'number',
    },
  },
  event_source_malformed: {
    levels: ['error'],
    meaning: 'A stored document cannot be read, so it has no events.',
    fields: { id: 'text', reason: 'text' },
  },
  events_relayed: {
    levels: ['info'],
    meaning: 'The relay has published waiting events again. Logged once a minute, even if there are none.',
    fields: { sent: 'number', oldestMinutes: 'number', isPastDue: 'boolean' },
  },
  events_reconciled: {
    levels: ['info', 'warn'],
    meaning: 'The nightly check of the events has ended. A warning if the feed had lost something.',
    fields: {
      checked: 'number',
      created: 'number',
      unreadable: 'number',
      complete: 'boolean',
      isPastDue: 'boolean',
    },
  },
  event_expired: {
    levels: ['warn'],
    meaning: 'A message names an event that is no longer stored. It is dropped.',
    fields: { eventId: 'text' },
  },
  fan_out_interrupted: {
    levels: ['warn'],
    meaning: 'A service was down while an event was fanned out. The relay sends it again.',
    fields: { eventId: 'text', reason: 'text' },
  },
  delivery_interrupted: {
    levels: ['warn'],
    meaning: 'A service was down while a webhook was delivered. The relay sends it again.',
    fields: { ...delivery, reason: 'text' },
  },
  webhook_delivered: {
    levels: ['info'],
    meaning: 'An endpoint has accepted a webhook.',
    fields: { ...delivery, ...call },
  },
  webhook_attempt_failed: {
    levels: ['warn'],
    meaning: 'An endpoint did not accept a webhook. The next attempt follows after `waitMs`.',
    fields: { ...delivery, ...call, waitMs: 'number?' },
  },
  webhook_failed: {
    levels: ['warn'],
    meaning: 'A webhook failed for good. Staff can retry it.',
    fields: { ...delivery, ...call },
  },
  endpoint_disabled: {
    levels: ['warn'],
    meaning: 'An endpoint was disabled, because it is gone or has failed for days.',
    fields: { endpointId: 'text', reason: 'text' },
  },
  delivery_not_scheduled: {
    levels: ['warn'],
    meaning: 'The message for the next attempt of a webhook was not sent. The relay sends it.',
    fields: { ...delivery, ...failure },
  },
  deliveries_not_sent: {
    levels: ['warn'],
    meaning: 'The messages for new webhooks were not sent. The relay sends them.',
    fields: failure,
  },
  deliveries_relayed: {
    levels: ['info'],
    meaning: 'The relay has sent messages for waiting webhooks again. Logged once a minute, even if there are none.',
    fields: { sent: 'number', oldestMinutes: 'number', isPastDue: 'boolean' },
  },
} as const satisfies LogEvents;
