import { describeError } from '../../domain/describe-error.ts';
import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeliveryKey } from '../ports/deliveries.ts';

type Deps = Pick<Capabilities, 'deliveryQueue' | 'log'>;

const MAX_BATCH = 100;

/** Wakes a worker for each delivery. If that fails, nothing is lost: the relay sends again. */
export const sendDeliveries =
  ({ deliveryQueue, log }: Deps) =>
  async (keys: AsyncIterable<DeliveryKey> | readonly DeliveryKey[]): Promise<void> => {
    try {
      for await (const batch of splitIntoChunks(keys, MAX_BATCH)) {
        await deliveryQueue.send(batch.map(({ endpointId, eventId }) => ({ endpointId, eventId })));
      }
    } catch (error) {
      log.warn('deliveries_not_sent', { reason: describeError(error) });
    }
  };
