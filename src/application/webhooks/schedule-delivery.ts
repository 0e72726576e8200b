import { describeError } from '../../domain/describe-error.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeliveryMessage } from '../ports/delivery-queue.ts';

type Deps = Pick<Capabilities, 'deliveryQueue' | 'log'>;

/**
 * Wakes a worker when the next attempt is due. If that fails, nothing is lost: the relay sends a
 * minute after that moment.
 */
export const scheduleDelivery =
  ({ deliveryQueue, log }: Deps) =>
  async ({ endpointId, eventId, origin }: DeliveryMessage, at: string): Promise<void> => {
    try {
      await deliveryQueue.schedule({ endpointId, eventId, origin }, new Date(at));
    } catch (error) {
      log.warn('delivery_not_scheduled', { endpointId, eventId, reason: describeError(error) });
    }
  };
