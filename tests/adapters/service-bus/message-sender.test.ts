import type { ServiceBusMessage } from '@azure/service-bus';
import type { Tracing } from '../../../src/adapters/service-bus/message-sender.ts';
import type { Sender } from '../../../src/adapters/service-bus/self-renewing-client.ts';
import { serviceBusDeliveryQueue } from '../../../src/adapters/service-bus/service-bus-delivery-queue.ts';
import { serviceBusEventTopic } from '../../../src/adapters/service-bus/service-bus-event-topic.ts';
import { serviceBusOrderQueue } from '../../../src/adapters/service-bus/service-bus-order-queue.ts';
import { noTelemetry } from '../../../src/application/ports/no-telemetry.ts';
import type { Origin } from '../../../src/domain/origin.ts';
import { sampleMessage } from '../../contracts/order-queue-contract.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import { toEndpointId, toEventId } from '../../support/ids.ts';

type SeenSpan = { name: string; options: object };

const found: Origin = { requestId: 'req_found' };
const own: Origin = {
  requestId: 'req_own',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  tracestate: 'a=1',
};

/** `findOrigin` is known only inside of a span. */
const open = (findOrigin: () => Origin | undefined = () => found) => {
  const spans: SeenSpan[] = [];
  const sent: ServiceBusMessage[] = [];
  let depth = 0;
  const tracing: Tracing = {
    findOrigin: () => (depth > 0 ? findOrigin() : undefined),
    telemetry: {
      ...noTelemetry,
      span: async (name, options, work) => {
        spans.push({ name, options });
        depth += 1;
        return work({ set: () => {} }).finally(() => {
          depth -= 1;
        });
      },
    },
  };
  const keep = (messages: unknown): void => void sent.push(...[Object(messages)].flat());
  const batched: unknown[] = [];
  const sender: Sender = {
    entityPath: 'the-queue',
    sendMessages: async (messages) => keep('tryAddMessage' in messages ? batched : messages),
    scheduleMessages: async (messages) => {
      keep(messages);
      return [];
    },
    createMessageBatch: async () =>
      Object.assign(Object.create(null), { tryAddMessage: (message: unknown) => batched.push(message) > 0 }),
  };
  return { spans, sent, tracing, sender };
};

type Opened = ReturnType<typeof open>;

const delivery = { endpointId: toEndpointId('whe_a'), eventId: toEventId('evt_1') };
const at = new Date(0);

const withOrigin = <T extends object>(message: T, origin: Origin | undefined) => ({
  ...message,
  ...(origin && { origin }),
});

const attributes = (operation: string, count?: number) => ({
  'messaging.system': 'servicebus',
  'messaging.operation.name': operation,
  'messaging.operation.type': 'send',
  'messaging.destination.name': 'the-queue',
  'messaging.batch.message_count': count,
});

test.each<[string, (opened: Opened) => Promise<void>, string, number | undefined]>([
  ['an order', (o) => serviceBusOrderQueue(o.sender, o.tracing).send([sampleMessage()]), 'send', undefined],
  ['two orders', (o) => serviceBusOrderQueue(o.sender, o.tracing).send([sampleMessage(), sampleMessage()]), 'send', 2],
  [
    'an order for later',
    (o) => serviceBusOrderQueue(o.sender, o.tracing).schedule(sampleMessage(), at),
    'schedule',
    undefined,
  ],
  ['two deliveries', (o) => serviceBusDeliveryQueue(o.sender, o.tracing).send([delivery, delivery]), 'send', 2],
  [
    'a delivery for later',
    (o) => serviceBusDeliveryQueue(o.sender, o.tracing).schedule(delivery, at),
    'schedule',
    undefined,
  ],
  ['two events', (o) => serviceBusEventTopic(o.sender, o.tracing).publish([sampleEvent(), sampleEvent()]), 'send', 2],
])('sending %s is a span that says how, how many, and where to', async (_, send, operation, count) => {
  const opened = open();
  await send(opened);

  expect(opened.spans).toStrictEqual([
    { name: `${operation} the-queue`, options: { kind: 'producer', attributes: attributes(operation, count) } },
  ]);
  expect(opened.sent).toHaveLength(count ?? 1);
});

describe.each<[string, (opened: Opened, origin: Origin | undefined) => Promise<void>]>([
  ['an order', (o, origin) => serviceBusOrderQueue(o.sender, o.tracing).send([withOrigin(sampleMessage(), origin)])],
  [
    'an order for later',
    (o, origin) => serviceBusOrderQueue(o.sender, o.tracing).schedule(withOrigin(sampleMessage(), origin), at),
  ],
  ['a delivery', (o, origin) => serviceBusDeliveryQueue(o.sender, o.tracing).send([withOrigin(delivery, origin)])],
  [
    'a delivery for later',
    (o, origin) => serviceBusDeliveryQueue(o.sender, o.tracing).schedule(withOrigin(delivery, origin), at),
  ],
])('the message of %s', (_, send) => {
  test('names its own origin', async () => {
    const opened = open();
    await send(opened, own);
    expect(opened.sent[0]?.applicationProperties).toMatchObject(own);
  });

  test('without an origin, names what is causing it now', async () => {
    const opened = open();
    await send(opened, undefined);
    expect(opened.sent[0]?.applicationProperties).toMatchObject(found);
    expect(opened.sent[0]?.applicationProperties).not.toHaveProperty('traceparent');
    expect(opened.sent[0]?.applicationProperties).not.toHaveProperty('tracestate');
  });

  test('names none if none is known', async () => {
    const opened = open(() => undefined);
    await send(opened, undefined);
    expect(opened.sent[0]?.applicationProperties ?? {}).not.toHaveProperty('requestId');
  });
});

test('a delivery without an origin has no properties', async () => {
  const opened = open(() => undefined);
  await serviceBusDeliveryQueue(opened.sender, opened.tracing).send([delivery]);
  expect(opened.sent[0]).not.toHaveProperty('applicationProperties');
});
