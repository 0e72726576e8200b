import { serviceBusDeadLetters } from '../../../src/adapters/service-bus/service-bus-dead-letters.ts';
import type { DeadLettersUnderTest } from '../../contracts/dead-letters-contract.ts';
import { QUEUE, type ServiceBusForTests } from './service-bus-for-tests.ts';

const json = { contentType: 'application/json' };

/**
 * Dead-letters messages as an operator's tool would. The broker does it after too many failures.
 */
export const buryMessages = async (
  { client }: ServiceBusForTests,
  messages: readonly { body: unknown; applicationProperties?: Record<string, string | number> }[],
): Promise<void> => {
  const sender = client.createSender(QUEUE);
  const receiver = client.createReceiver(QUEUE);
  try {
    for (const message of messages) {
      await sender.sendMessages({ ...json, ...message });
      const [received] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });
      if (!received) throw new Error('Nothing came.');
      await receiver.deadLetterMessage(received, {
        deadLetterReason: 'test',
        deadLetterErrorDescription: 'for a test',
      });
    }
  } finally {
    await sender.close();
    await receiver.close();
  }
};

export const deadLettersUnderTest = (bus: ServiceBusForTests): DeadLettersUnderTest => ({
  deadLetters: serviceBusDeadLetters(bus.serviceBus, QUEUE),
  bury: (bodies) =>
    buryMessages(
      bus,
      bodies.map((body) => ({ body })),
    ),
  holdAll: async () => {
    const receiver = bus.client.createReceiver(QUEUE, { subQueueType: 'deadLetter' });
    const messages = await receiver.receiveMessages(100, { maxWaitTimeInMs: 1_000 });
    return async () => {
      for (const message of messages) await receiver.abandonMessage(message);
      await receiver.close();
    };
  },
  none: '4611686018427387904',
});
