import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { Unavailable } from '../../domain/errors.ts';
import { serviceBusCall } from './service-bus-failure.ts';

const WAIT_MS = 2_000;

/** Settled at once; the client mixes up outcomes of different kinds that leave together, so here they are all of one kind. */
const AT_ONCE = 50;

export type HeldMessages = {
  /** Locks up to `count` more. Fewer, or none, where no more come for a while. */
  next(count: number): Promise<readonly ServiceBusReceivedMessage[]>;
  /** How many are locked. */
  size(): number;
  /** Removes these for good. Resolves to how many could not be removed: their locks were lost on the way. */
  complete(messages: readonly ServiceBusReceivedMessage[]): Promise<number>;
};

const isLockLost = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'MessageLockLost';

const completeOne = async (receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): Promise<boolean> => {
  try {
    await serviceBusCall(() => receiver.completeMessage(message));
    return true;
  } catch (error) {
    if (isLockLost(error) || error instanceof Unavailable) return false;
    throw error;
  }
};

const inGroups = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
};

/** Runs `work` over a receiver of its own. Whatever it leaves locked is given back; where even that fails, the locks end by themselves. */
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
        const done = await inGroups(messages, (message) => completeOne(receiver, message));
        return done.filter((ok) => !ok).length;
      },
    });
  } finally {
    await inGroups([...locked], (message) => receiver.abandonMessage(message).catch(() => {}));
    await receiver.close().catch(() => {});
  }
};
