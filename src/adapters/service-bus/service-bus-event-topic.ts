import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { EventTopic } from '../../application/ports/event-topic.ts';
import type { ShopEvent } from '../../domain/event.ts';
import { messageSender, noTracing, type Tracing } from './message-sender.ts';
import type { Sender } from './self-renewing-client.ts';

/**
 * CloudEvents 1.0, in the structured JSON form. `version` is an extension attribute, and so are the
 * two of the extension for distributed tracing. The message id is new each time, because consumers
 * compare the id of the event, and the broker drops messages whose id it has seen.
 */
export const envelope = ({ id, type, subject, time, version, data, origin }: ShopEvent): ServiceBusMessage => ({
  body: {
    specversion: '1.0',
    id,
    source: '/hearth',
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    version,
    traceparent: origin?.traceparent,
    tracestate: origin?.tracestate,
    data,
  },
  contentType: 'application/cloudevents+json',
  messageId: randomUUID(),
  subject: type,
  // For the filters of subscriptions, and for our consumers.
  applicationProperties: { type, ...origin },
});

export const serviceBusEventTopic = (sender: Sender, tracing: Tracing = noTracing): EventTopic => ({
  publish: messageSender(sender, tracing, envelope).send,
});
