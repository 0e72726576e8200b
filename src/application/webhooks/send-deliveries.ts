import { describeError } from '../../domain/describe-error.ts';
import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeliveryMessage } from '../ports/delivery-queue.ts';

type Deps = Pick<Capabilities, 'deliveryQueue' | 'log'>;

const MAX_BATCH = 100;

/** Wakes a worker for each delivery. If that fails, nothing is lost: the relay sends again. */
export const sendDeliveries =
  ({ deliveryQueue, log }: Deps) =>
  async (messages: AsyncIterable<DeliveryMessage> | readonly DeliveryMessage[]): Promise<void> => {
    try {
      for await (const batch of splitIntoChunks(messages, MAX_BATCH)) {
        await deliveryQueue.send(batch.map(({ endpointId, eventId, origin }) => ({ endpointId, eventId, origin })));
      }
    } catch (error) {
      log.warn('deliveries_not_sent', { reason: describeError(error) });
    }
  };
