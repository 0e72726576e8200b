import type { Metrics } from './metric.ts';

const containers = ['orders', 'products', 'stock', 'events', 'webhook-endpoints', 'deliveries', 'audit'] as const;
const verbs = ['read', 'create', 'replace', 'patch', 'delete', 'batch', 'query', 'query plan'] as const;

/** As charges name them: `metadata`, or a container and what was done there. */
const operations = ['metadata', ...containers.flatMap((container) => verbs.map((verb) => `${container}.${verb}`))];

const what = ['orders', 'events', 'deliveries'] as const;

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] as const;
const KIB = 1024;
const BYTES = [64 * KIB, 256 * KIB, 1024 * KIB, 4096 * KIB, 8192 * KIB, 16_384 * KIB, 20_480 * KIB] as const;

/**
 * Everything that the app measures. `Telemetry` takes only these names, docs/metrics.md is made
 * from it, and the queries of alerts are checked against it. Loaded only if metrics are exported.
 */
export const metrics = {
  'hearth.orders': {
    kind: 'counter',
    unit: '{order}',
    meaning:
      'Orders by outcome. `attention`: an order was given up, and staff have to look at it. If its message comes again, it counts again.',
    labels: { outcome: ['placed', 'confirmed', 'rejected', 'cancelled', 'shipped', 'attention'] },
  },
  'hearth.order.confirmation.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'The time from placing an order to confirming it.',
    labels: {},
    buckets: SECONDS,
  },
  'hearth.order.retries': {
    kind: 'counter',
    unit: '{attempt}',
    meaning: 'Failed attempts to process an order that are followed by another attempt.',
    labels: {},
  },
  'hearth.cosmos.request_charge': {
    kind: 'counter',
    unit: '{request_unit}',
    meaning: 'Request units of Cosmos DB, by container and operation, without those that the triggers of the host use.',
    labels: { operation: operations },
  },
  'hearth.relay.sends': {
    kind: 'counter',
    unit: '{message}',
    meaning:
      'Messages that the relays sent again. A few are normal; many mean that messages are lost or work is stuck.',
    labels: { relay: what },
  },
  'hearth.due.age': {
    kind: 'gauge',
    unit: 's',
    meaning:
      'How long the oldest waiting work has been due, as a relay last saw it, in whole minutes; 0 if there is none.',
    labels: { what },
  },
  'hearth.image.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'How long it took to make and store the variants of an upload, by the outcome for the image.',
    labels: { outcome: ['ready', 'rejected', 'gone', 'one_too_many'] },
    buckets: SECONDS,
  },
  'hearth.image.size': {
    kind: 'histogram',
    unit: 'By',
    meaning: 'The size of the uploads that were processed.',
    labels: {},
    buckets: BYTES,
  },
  'hearth.webhook.attempts': {
    kind: 'counter',
    unit: '{attempt}',
    meaning: 'Calls to webhook endpoints. After `retried`, another attempt follows; after `failed`, none does.',
    labels: { outcome: ['delivered', 'retried', 'failed'] },
  },
  'hearth.webhook.duration': {
    kind: 'histogram',
    unit: 's',
    meaning: 'How long calls to webhook endpoints took, until the answer or until the call was given up.',
    labels: { outcome: ['delivered', 'retried', 'failed'] },
    buckets: SECONDS,
  },
} as const satisfies Metrics;
