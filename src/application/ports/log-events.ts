import { appLogEvents } from './app-log-events.ts';
import { deadLetterLogEvents } from './dead-letter-log-events.ts';
import { eventLogEvents } from './event-log-events.ts';
import { orderLogEvents } from './order-log-events.ts';
import { productLogEvents } from './product-log-events.ts';

/**
 * Everything that the app logs. `Log` takes only these names and fields, docs/log-events.md is made
 * from it, and the queries of alerts are checked against it. The app imports only its type.
 */
export const logEvents = {
  ...appLogEvents,
  ...orderLogEvents,
  ...productLogEvents,
  ...deadLetterLogEvents,
  ...eventLogEvents,
};
