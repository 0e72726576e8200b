import { InvocationContext } from '@azure/functions';
import type { DeadLetterMessage } from '../../../src/application/ports/dead-letters.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { type Consumer, consumer } from '../../../src/functions/queue/consumer.ts';
import { deliverWebhookConsumer } from '../../../src/functions/queue/deliver-webhook.ts';
import { fanOutEventConsumer } from '../../../src/functions/queue/fan-out-event.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';

const endpointId = `whe_${'0'.repeat(26)}`;
const eventId = `evt_ord_${'0'.repeat(16)}_${'v'.repeat(26)}_placed`;

/** What the consumer handed on, and what it made a dead letter. */
const start = (
  create: (deps: {
    handle: (given: unknown) => Promise<void>;
    move: DeadLetterMessage;
    log: ReturnType<typeof recordingLog>;
  }) => Consumer,
  failure?: Error,
) => {
  const log = recordingLog();
  const handled: unknown[] = [];
  const dead: Parameters<DeadLetterMessage>[] = [];
  const handler = consumer(async () =>
    create({
      handle: async (given) => {
        handled.push(given);
        if (failure) throw failure;
      },
      move: async (...call) => {
        dead.push(call);
      },
      log,
    }),
  );
  const deliver = async (body: unknown): Promise<void> => {
    const triggerMetadata = { messageId: 'm', deliveryCount: 1, lockToken: 'lock' };
    await handler(body, new InvocationContext({ invocationId: 'i', functionName: 'f', triggerMetadata }));
  };
  return { log, handled, dead, deliver };
};

const startFanOut = (failure?: Error) =>
  start(({ handle, move, log }) => fanOutEventConsumer({ fanOutEvent: handle, deadLetterEvent: move, log }), failure);
const startDelivery = (failure?: Error) =>
  start(
    ({ handle, move, log }) => deliverWebhookConsumer({ deliverWebhook: handle, deadLetterDelivery: move, log }),
    failure,
  );

test('a CloudEvent hands on its id, and nothing else that it says', async () => {
  const { deliver, handled, dead } = startFanOut();
  await deliver({ specversion: '1.0', id: eventId, type: 'order.placed', data: { total: 1 } });

  expect(handled).toEqual([eventId]);
  expect(dead).toEqual([]);
});

test('a delivery hands on its key', async () => {
  const { deliver, handled, dead } = startDelivery();
  await deliver({ endpointId, eventId, more: true });

  expect(handled).toEqual([{ endpointId, eventId }]);
  expect(dead).toEqual([]);
});

const noObject = 'the body is not a JSON object';
const noId = 'the body has no valid "id"';

test.each([
  ['no JSON', 'text', noObject],
  ['nothing', undefined, noObject],
  ['null', null, noId],
  ['no id', {}, noId],
  ['an id that is a number', { id: 7 }, noId],
  ['an id that is none', { id: 'evt_1' }, noId],
  ['more after the id', { id: `${eventId}\n` }, noId],
])('an event of %s is dead-lettered and logged', async (_, body, reason) => {
  const { deliver, handled, dead, log } = startFanOut();
  await deliver(body);

  expect(handled).toEqual([]);
  expect(dead).toEqual([
    ['lock', { reason: 'MalformedMessage', description: `The message names no event: ${reason}.` }],
  ]);
  expect(log.entries).toEqual([{ level: 'error', event: 'message_malformed', fields: { messageId: 'm', reason } }]);
});

test.each([
  ['null', null],
  ['no event', { endpointId }],
  ['no endpoint', { eventId }],
  ['ids that are numbers', { endpointId: 1, eventId: 2 }],
  ['an endpoint that is none', { endpointId: 'whe_1', eventId }],
  ['an event that is none', { endpointId, eventId: 'evt_1' }],
])('a delivery of %s is dead-lettered and logged', async (_, body) => {
  const { deliver, handled, dead, log } = startDelivery();
  await deliver(body);

  expect(handled).toEqual([]);
  const reason = 'the body has no valid "endpointId" or "eventId"';
  expect(dead).toEqual([
    ['lock', { reason: 'MalformedMessage', description: `The message names no delivery: ${reason}.` }],
  ]);
  expect(log.entries).toMatchObject([{ event: 'message_malformed', fields: { reason } }]);
});

test('a delivery that is not JSON is dead-lettered and logged, too', async () => {
  const { deliver, handled, dead, log } = startDelivery();
  await deliver('text');

  expect([handled, dead.length]).toEqual([[], 1]);
  expect(log.entries).toMatchObject([{ event: 'message_malformed', fields: { reason: noObject } }]);
});

test('while a service is down, messages are completed with a warning: the relays send others', async () => {
  const down = new Unavailable('cosmos');
  const fanOut = startFanOut(down);
  const delivery = startDelivery(down);
  await fanOut.deliver({ id: eventId });
  await delivery.deliver({ endpointId, eventId });

  const level = 'warn';
  const reason = 'Unavailable: cosmos is not available.';
  expect(fanOut.log.entries).toEqual([{ level, event: 'fan_out_interrupted', fields: { eventId, reason } }]);
  expect(delivery.log.entries).toEqual([
    { level, event: 'delivery_interrupted', fields: { endpointId, eventId, reason } },
  ]);
});

test('a fault gives the message back to the broker', async () => {
  const fault = new Error('odd');

  await expect(startFanOut(fault).deliver({ id: eventId })).rejects.toThrow('odd');
  await expect(startDelivery(fault).deliver({ endpointId, eventId })).rejects.toThrow('odd');
});
