import type { DeliveryKey } from './deliveries.ts';

export type DeliveryQueue = {
  /** Resolves once the broker has all messages. If it rejects, it may have none, some or all. */
  send(keys: readonly DeliveryKey[]): Promise<void>;
  /** Hands the message to the broker now, to be delivered at `at`. */
  schedule(key: DeliveryKey, at: Date): Promise<void>;
};
