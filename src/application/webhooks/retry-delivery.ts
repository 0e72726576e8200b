import { makeDue } from '../../domain/delivery.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { DeliveryKey } from '../ports/deliveries.ts';
import { requireEnabled } from './require-endpoint.ts';
import { sendDeliveries } from './send-deliveries.ts';

type Deps = Pick<
  Capabilities,
  'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock' | 'pause' | 'random' | 'log'
>;

/**
 * Makes another attempt due at once. After the last attempt of the schedule, this adds one attempt,
 * not a new schedule. Throws `not_found`, `endpoint_disabled` or `already_delivered`.
 */
export const retryDelivery = (deps: Deps) => {
  const send = sendDeliveries(deps);

  return async (key: DeliveryKey): Promise<void> => {
    await decideOnRead(deps.webhookEndpoints, key.endpointId, async (stored) => requireEnabled(stored));
    const written = await compareAndSet(deps, () =>
      decideOnRead(deps.deliveries, key, async (stored) => {
        if (!stored) throw new DomainError('not_found', 'There is no such delivery.');
        const { value: delivery, etag } = stored;
        if (delivery.status === 'delivered') {
          const message = `The event was delivered to this endpoint at ${delivery.deliveredAt}.`;
          throw new DomainError('already_delivered', message);
        }
        return deps.deliveries.replace(makeDue(delivery, deps.clock().toISOString()), etag);
      }),
    );
    await send([{ ...key, origin: written.value.origin }]);
  };
};
