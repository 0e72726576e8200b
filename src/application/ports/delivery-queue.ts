import type { Origin } from '../../domain/origin.ts';
import type { DeliveryKey } from './deliveries.ts';

/** `origin`: what it follows from. If absent, what leads to the call that sends the message. */
export type DeliveryMessage = DeliveryKey & { origin?: Origin | undefined };

export type DeliveryQueue = {
  /** Resolves once the broker has all messages. If it rejects, it may have none, some or all. */
  send(messages: readonly DeliveryMessage[]): Promise<void>;
  /** Hands the message to the broker now, to be delivered at `at`. */
  schedule(message: DeliveryMessage, at: Date): Promise<void>;
};
