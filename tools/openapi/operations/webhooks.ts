import {
  createEndpointBody,
  listDeliveriesQuery,
  putEndpointBody,
} from '../../../src/functions/http/webhooks/webhook-schemas.ts';
import { json, type Operation } from '../operation.ts';
import {
  deliveriesOfEvent,
  deliveryPage,
  endpointWithSecret,
  queuedDelivery,
  webhookEndpoint,
  webhookEndpoints,
} from '../webhook-answers.ts';
import { webhookExamples as examples } from '../webhook-examples.ts';

const admin = { tag: 'Webhooks', access: 'signed-in', roles: ['admin'] } as const;
const changes = { path: ['endpointId'], headers: ['ifMatch', 'ifNoneMatchOfWrite'] } as const;

const withSecret = (description: string) => ({
  description,
  content: json(endpointWithSecret, examples.endpointWithSecret),
});

export const webhookOperations = {
  listEndpoints: {
    ...admin,
    summary: 'List webhook endpoints, the oldest first',
    description: 'All of them: there are at most 50.',
    replies: {
      200: {
        description: 'The endpoints, without their secrets.',
        content: json(webhookEndpoints, examples.endpoints),
        headers: ['ETag'],
      },
    },
  },
  createEndpoint: {
    ...admin,
    summary: 'Add a webhook endpoint',
    description:
      'Each event of these types is sent to the URL as a signed POST (Standard Webhooks). `docs/webhooks.md` says what a receiver has to do. ' +
      'Only this answer and that of `rotate-secret` show the secret. A repeated request adds a second endpoint.',
    body: { schema: createEndpointBody, examples: { endpoint: examples.createEndpoint } },
    replies: {
      201: {
        ...withSecret('The endpoint, with the secret that signs its webhooks.'),
        headers: ['ETag', 'Location', 'Cache-Control'],
      },
    },
    refusals: ['too_many_endpoints'],
  },
  getEndpoint: {
    ...admin,
    summary: 'Read a webhook endpoint',
    description: 'Its secret is never shown again.',
    path: ['endpointId'],
    replies: {
      200: {
        description:
          'The endpoint, without its secret. `disabled` says why it gets no events. `failingSince` is the time of the first failure since the last success. `enabledAt` is when it was last enabled again.',
        content: json(webhookEndpoint, examples.endpoint),
        headers: ['ETag'],
      },
    },
    refusals: ['not_found'],
  },
  putEndpoint: {
    ...admin,
    ...changes,
    summary: 'Replace the details of a webhook endpoint',
    description:
      'A `description` that is left out is removed. `enabled` is required. Enabling the endpoint sends the deliveries that are due. ' +
      'Events that happened while it was disabled are not sent. The secret does not change.',
    body: { schema: putEndpointBody, examples: { endpoint: examples.putEndpoint } },
    replies: {
      200: {
        description: 'The details were replaced.',
        content: json(webhookEndpoint, examples.endpoint),
        headers: ['ETag'],
      },
    },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  removeEndpoint: {
    ...admin,
    ...changes,
    summary: 'Remove a webhook endpoint',
    description: 'Its pending deliveries are not sent.',
    replies: { 204: { description: 'The endpoint was removed.' } },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  rotateSecret: {
    ...admin,
    ...changes,
    summary: 'Make a new secret for a webhook endpoint',
    description:
      'For 24 hours, webhooks are signed with the old secret too. At most three secrets are valid at a time: a fourth ends the oldest at once.',
    replies: {
      200: { ...withSecret('The endpoint, with its new secret.'), headers: ['ETag', 'Cache-Control'] },
    },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  testEndpoint: {
    ...admin,
    summary: 'Send a test webhook',
    description: 'Sends an event of the type `webhook.test`, whatever types the endpoint subscribes to.',
    path: ['endpointId'],
    replies: {
      202: { description: 'The event is being sent.', content: json(queuedDelivery, examples.queuedTest) },
    },
    refusals: ['not_found', 'endpoint_disabled'],
  },
  listDeliveries: {
    ...admin,
    summary: 'List the deliveries of a webhook endpoint, newest first',
    description:
      'Deliveries are kept for 30 days. `attempts` has the last 20, oldest first. `answer` is the first KiB of the body that the endpoint returned.',
    path: ['endpointId'],
    query: listDeliveriesQuery,
    replies: {
      200: {
        description: 'A page.',
        content: json(deliveryPage, examples.deliveryPage),
        headers: ['ETag', 'Link'],
      },
    },
    refusals: ['not_found'],
  },
  listDeliveriesOfEvent: {
    ...admin,
    summary: 'List the deliveries of an event',
    description:
      'One for each webhook endpoint that the event is sent to, the oldest endpoint first. Deliveries to removed endpoints are left out.',
    path: ['eventId'],
    replies: {
      200: {
        description: 'The deliveries.',
        content: json(deliveriesOfEvent, examples.deliveriesOfEvent),
        headers: ['ETag'],
      },
    },
    refusals: ['not_found'],
  },
  retryDelivery: {
    ...admin,
    summary: 'Send a webhook again now',
    description: 'Only a delivery that is pending or has failed can be sent again.',
    path: ['endpointId', 'deliveredEventId'],
    replies: {
      202: { description: 'The event is being sent.', content: json(queuedDelivery, examples.queuedEvent) },
    },
    refusals: ['not_found', 'endpoint_disabled', 'already_delivered', 'conflict'],
  },
} as const satisfies Record<string, Operation>;
