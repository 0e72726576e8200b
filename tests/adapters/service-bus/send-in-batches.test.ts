import type { ServiceBusMessage } from '@azure/service-bus';
import type { Sender } from '../../../src/adapters/service-bus/self-renewing-client.ts';
import { sendInBatches } from '../../../src/adapters/service-bus/send-in-batches.ts';

const options = { abortSignal: new AbortController().signal };

/** A sender whose batches hold so many messages. */
const openSender = (capacity: number) => {
  const sent: unknown[] = [];
  const signals: unknown[] = [];
  const contents = new Map<unknown, unknown[]>();
  const sender: Sender = {
    entityPath: 'process-order',
    sendMessages: async (messages, given) => {
      signals.push(given?.abortSignal);
      sent.push(contents.get(messages) ?? Object(messages).body);
    },
    scheduleMessages: async () => [],
    createMessageBatch: async (given) => {
      signals.push(given?.abortSignal);
      const held: unknown[] = [];
      const batch = Object.assign(Object.create(null), {
        tryAddMessage: ({ body }: ServiceBusMessage) => held.length < capacity && held.push(body) > 0,
      });
      contents.set(batch, held);
      return batch;
    },
  };
  return { sender, sent, batches: () => contents.size, signals };
};

const messages = (count: number): ServiceBusMessage[] =>
  Array.from({ length: count }, (_, n) => ({ body: n + 1, messageId: `m${n + 1}` }));

test.each([
  [0, [], 0],
  [1, [1], 0],
  [2, [[1, 2]], 1],
  [5, [[1, 2], [3, 4], [5]], 3],
])('%i messages are sent as %j, in %i batches of two at most', async (count, expected, batches) => {
  const opened = openSender(2);
  await sendInBatches(opened.sender, messages(count), options);

  expect(opened.sent).toEqual(expected);
  expect(opened.batches()).toBe(batches);
  expect(new Set(opened.signals)).toEqual(new Set(count === 0 ? [] : [options.abortSignal]));
});

test('one message that no batch can hold is a fault', async () => {
  const opened = openSender(0);
  await expect(sendInBatches(opened.sender, messages(2), options)).rejects.toThrow(
    'Message m1 is too large for a batch.',
  );
});
