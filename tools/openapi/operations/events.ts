import { listEventsQuery } from '../../../src/functions/http/events/event-schemas.ts';
import { event, eventPage } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const eventOperations = {
  listEvents: {
    tag: 'Administration',
    summary: 'List events, newest first',
    description:
      'What happened to orders and products, of the last 30 days. Each event has the content that webhooks and the topic have. ' +
      'An event is there a moment after the change that it tells of.',
    access: 'signed-in',
    roles: ['admin'],
    query: listEventsQuery,
    replies: {
      200: { description: 'A page.', content: json(eventPage, examples.eventPage), headers: ['ETag', 'Link'] },
    },
  },
  getEvent: {
    tag: 'Administration',
    summary: 'Read an event',
    description:
      'An event never changes. `version` counts the states of an order; of a product, it is the version in its ETag, which does not tell the newer of two.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['eventId'],
    replies: { 200: { description: 'The event.', content: json(event, examples.event), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Operation>;
