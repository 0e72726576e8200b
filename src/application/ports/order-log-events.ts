import { failure, type LogEvents } from './log-event.ts';

const order = { orderId: 'text', number: 'text', sincePlacedMs: 'number' } as const;
/** One delivery of a message. Copies of it for later attempts have its id with `#1`, `#2`, ... */
const attempt = { orderId: 'text', messageId: 'text', attempt: 'number', due: 'text?' } as const;
const worked = { ...order, messageId: 'text', attempt: 'number' } as const;

/** What happens to orders. Attempts count from 1. */
export const orderLogEvents = {
  order_placed: {
    levels: ['info'],
    meaning: 'A new order was stored. A repeated request with the same key logs nothing.',
    fields: { ...order, lines: 'number', total: 'number', currency: 'text' },
  },
  order_confirmed: {
    levels: ['info'],
    meaning: 'All units of an order are reserved.',
    fields: worked,
  },
  order_rejected: {
    levels: ['info'],
    meaning: 'An order was rejected, because `short` of its lines had too few units.',
    fields: { ...worked, short: 'number' },
  },
  order_cancelled: {
    levels: ['info'],
    meaning: 'An order was cancelled by its customer or by staff.',
    fields: { ...order, by: 'text?' },
  },
  order_shipped: { levels: ['info'], meaning: 'An order was shipped.', fields: order },
  order_work_done: {
    levels: ['info'],
    meaning: 'The units of an order were given back (`release`) or booked as sold (`settle`). It owes nothing more.',
    fields: { ...worked, due: 'text' },
  },
  order_retried: {
    levels: ['info'],
    meaning: 'Staff had an order processed again. Without `due` it owed nothing, so nothing was sent.',
    fields: { ...order, due: 'text?' },
  },
  order_send_failed: {
    levels: ['warn'],
    meaning: 'The message for an order was not sent in time. The relay sends it within two minutes.',
    fields: { orderId: 'text', due: 'text', ...failure },
  },
  order_attempt_failed: {
    levels: ['warn'],
    meaning:
      'An attempt to process an order failed. The next one of `maxAttempts` follows after `waitMs`. Without `waitMs`, the order could not be flagged, and the broker delivers the same message again while deliveries are left.',
    fields: { ...attempt, maxAttempts: 'number', waitMs: 'number?', ...failure },
  },
  order_copy_not_scheduled: {
    levels: ['warn'],
    meaning: 'After a failed attempt, the message for the next one was not sent. The relay sends one.',
    fields: { ...attempt, ...failure },
  },
  order_given_up: {
    levels: ['error'],
    meaning:
      'The last attempt failed, or the handlers of its message failed often. The order has an attention flag, and its message becomes a dead letter.',
    fields: { ...attempt, deliveryCount: 'number', ...failure },
  },
  order_unknown: {
    levels: ['warn'],
    meaning: 'A message names an order that does not exist. It became a dead letter, without a retry.',
    fields: { orderId: 'text', messageId: 'text' },
  },
  order_not_marked: {
    levels: ['error'],
    meaning:
      'The attention flag of an order that was given up could not be set. The relay keeps sending messages for it.',
    fields: { orderId: 'text', due: 'text', ...failure },
  },
  orders_relayed: {
    levels: ['info'],
    meaning: 'The relay has sent messages for waiting orders again. Logged once a minute, even if there are none.',
    fields: { sent: 'number', oldestMinutes: 'number', isPastDue: 'boolean' },
  },
  sales_reported: {
    levels: ['info'],
    meaning: 'The nightly report has ended: how many days it wrote, and how many are left.',
    fields: { reported: 'number', left: 'number', isPastDue: 'boolean' },
  },
  report_written: {
    levels: ['info'],
    meaning: 'The sales report of a day was written.',
    fields: { day: 'text', events: 'number', products: 'number', outcome: 'text', ms: 'number' },
  },
  report_progress: {
    levels: ['info'],
    meaning: 'A long report is still being counted.',
    fields: { day: 'text', status: 'text', events: 'number' },
  },
  report_failed: {
    levels: ['error'],
    meaning: 'The sales report of a day could not be written. The next run tries again.',
    fields: { day: 'text', ...failure },
  },
} as const satisfies LogEvents;
