import type { WorldMutant } from '../mutant.ts';

const recordChanges = 'src/application/events/record-changes.ts';
const recordOutcome = 'src/application/webhooks/record-outcome.ts';
const fanOutEvent = 'src/application/webhooks/fan-out-event.ts';

/** The protocol of events and webhooks without one of its rules. */
export const eventMutants: readonly WorldMutant[] = [
  {
    name: 'whitelist',
    without: 'the whitelist of what an event shows (later fields are left out by the clock)',
    edits: [
      {
        file: 'src/domain/order-events.ts',
        find: 'return pickFields(shown, [...firstFields, ...moments, ...more]);',
        put: `const own = String(order[\`\${status}At\`]);
          const all = ['placedAt', 'confirmedAt', 'rejectedAt', 'cancelledAt', 'shippedAt'] as const;
          const sofar = all.filter((moment) => String(order[moment] ?? '~') <= own);
          return pickFields(shown, [...firstFields, ...sofar, ...moments, ...more]);`,
      },
    ],
  },
  {
    name: 'conflict',
    without: 'the second look after a conflict (it is taken for written)',
    edits: [{ file: recordChanges, find: 'if (missing.length === 1) return [];', put: 'return [];' }],
  },
  {
    name: 'event-debt',
    without: 'the debt of a new event',
    edits: [
      {
        file: recordChanges,
        find: "if ((await events.create(missing, clock().toISOString())) === 'created') return missing;",
        put: `if ((await events.create(missing, clock().toISOString())) === 'created') {
          for (const { id } of missing) await events.removeDebt(id);
          return missing;
        }`,
      },
    ],
  },
  {
    name: 'relay-events',
    without: 'the relay of events',
    edits: [
      {
        file: 'src/application/events/relay-events.ts',
        find: 'await eventTopic.publish(batch.map(({ event }) => event));',
        put: '',
      },
    ],
  },
  {
    name: 'event-message-id',
    without: 'the fresh message id of an event that is sent again',
    edits: [
      {
        file: 'src/adapters/service-bus/service-bus-event-topic.ts',
        find: 'messageId: randomUUID(),',
        put: 'messageId: id,',
      },
    ],
  },
  {
    name: 'delivery-message-id',
    without: 'the fresh message id of a delivery that is sent again',
    edits: [
      {
        file: 'src/adapters/service-bus/service-bus-delivery-queue.ts',
        find: 'messageId: randomUUID(),',
        put: `messageId: endpointId + eventId,`,
      },
    ],
  },
  {
    name: 'fan-out-order',
    without: 'the order of the fan-out (the debt goes first)',
    edits: [
      { file: fanOutEvent, find: '    await events.removeDebt(id);\n', put: '' },
      {
        file: fanOutEvent,
        find: '    const now = clock().toISOString();',
        put: '    await events.removeDebt(id);\n    const now = clock().toISOString();',
      },
    ],
  },
  {
    name: 'latest-endpoints',
    without: 'the list of endpoints that cannot be stale',
    edits: [{ file: fanOutEvent, find: 'webhookEndpoints.listLatest()', put: 'webhookEndpoints.list()' }],
  },
  {
    name: 'delivered-wins',
    without: 'the write of a 2xx on a newer version',
    edits: [
      {
        file: recordOutcome,
        find: '      known = await deliveries.getLatest(delivery.value);\n      return written;',
        put: '      return;',
      },
    ],
  },
  {
    name: 'relay-enabled',
    without: 'the look of the relay at whether an endpoint is enabled',
    edits: [
      {
        file: 'src/application/webhooks/relay-deliveries.ts',
        find: '.filter(isEnabled)',
        put: '.filter((endpoint) => isEnabled(endpoint) || true)',
      },
    ],
  },
  {
    name: 'relay-deliveries',
    without: 'the relay of deliveries',
    edits: [
      {
        file: 'src/application/webhooks/relay-deliveries.ts',
        find: 'await deliveryQueue.send(batch.map(({ endpointId, eventId, origin }) => ({ endpointId, eventId, origin })));',
        put: '',
      },
    ],
  },
  {
    name: 'disable-etag',
    without: 'the version that was called, when an endpoint is disabled',
    edits: [
      {
        file: recordOutcome,
        find: 'const noteFailure = async ({ value: endpoint, etag }: Versioned<WebhookEndpoint>, call: Call): Promise<void> => {',
        put: `const noteFailure = async ({ value }: Versioned<WebhookEndpoint>, call: Call): Promise<void> => {
          const latest = await webhookEndpoints.getLatest(value.id);
          if (!latest) return;
          const { value: endpoint, etag } = latest;`,
      },
    ],
  },
  {
    name: 'put-off',
    without: 'the write of when a delivery is put off to (the message is copied)',
    edits: [
      {
        file: 'src/application/webhooks/deliver-webhook.ts',
        find: "if ((await deliveries.replace(later, etag)) !== 'stale') await schedule(later, later.nextAt);",
        put: 'await schedule(later, later.nextAt);',
      },
    ],
  },
  {
    name: 'reconcile-events',
    without: 'the reconciliation of events',
    edits: [
      {
        file: 'src/application/events/reconcile-events.ts',
        find: 'for (const recordFrom of sources) {',
        put: 'for (const recordFrom of sources.slice(2)) {',
      },
    ],
  },
];
