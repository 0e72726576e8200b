import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { Unavailable } from '../../domain/errors.ts';
import { eachBounded } from '../../each-bounded.ts';
import { readFailure } from '../sdk-failure.ts';
import { serviceBusCall } from './service-bus-failure.ts';

const WAIT_MS = 2_000;

/**
 * Messages settled at the same time. The client mixes up different outcomes that leave together.
 */
const MAX_PARALLEL = 50;

export type HeldMessages = {
  /** Locks up to `count` more messages. Fewer, or none, if no more arrive for a while. */
  next(count: number): Promise<readonly ServiceBusReceivedMessage[]>;
  /** How many are locked. */
  size(): number;
  /** Resolves to the number that could not be removed, because their locks were lost. */
  complete(messages: readonly ServiceBusReceivedMessage[]): Promise<number>;
};

const isLockLost = (error: unknown): boolean => readFailure(error).code === 'MessageLockLost';

const completeOne = async (receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): Promise<boolean> => {
  try {
    await serviceBusCall(() => receiver.completeMessage(message));
    return true;
  } catch (error) {
    if (isLockLost(error) || error instanceof Unavailable) return false;
    throw error;
  }
};

/**
 * Messages that are still locked after `work` are given back; if that fails, their locks expire.
 */
export const withHeldMessages = async <T>(
  receiver: ServiceBusReceiver,
  work: (held: HeldMessages) => Promise<T>,
): Promise<T> => {
  const locked = new Set<ServiceBusReceivedMessage>();
  try {
    return await work({
      next: async (count) => {
        const messages = await serviceBusCall(() => receiver.receiveMessages(count, { maxWaitTimeInMs: WAIT_MS }));
        for (const message of messages) locked.add(message);
        return messages;
      },
      size: () => locked.size,
      complete: async (messages) => {
        for (const message of messages) locked.delete(message);
        let lost = 0;
        await eachBounded(messages, MAX_PARALLEL, async (message) => {
          if (!(await completeOne(receiver, message))) lost += 1;
        });
        return lost;
      },
    });
  } finally {
    await eachBounded([...locked], MAX_PARALLEL, (message) => receiver.abandonMessage(message).catch(() => {}));
    await receiver.close().catch(() => {});
  }
};
