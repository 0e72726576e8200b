import { listEventsQuery } from '../../../src/functions/http/events/event-schemas.ts';
import { event, eventPage } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const eventOperations = {
  listEvents: {
    tag: 'Administration',
    summary: 'List events, newest first',
    description:
      'What happened to orders and products in the last 30 days. Webhooks and the topic `events` carry the same content. ' +
      'An event appears shortly after its change.',
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
      'An event never changes. For an order, `version` counts its states. For a product, it is the version in its ETag, which does not tell which of two is newer.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['eventId'],
    replies: { 200: { description: 'The event.', content: json(event, examples.event), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Operation>;
