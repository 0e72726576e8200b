import { type Delivery, isDue, type PendingDelivery } from '../../domain/delivery.ts';
import { isEnabled, type WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DeliveryKey } from '../ports/deliveries.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'deliveries' | 'clock'>;

export type DueDelivery = { delivery: Versioned<PendingDelivery>; endpoint: Versioned<WebhookEndpoint> };

/**
 * The delivery, if it is due and its endpoint is enabled. Answers no only after a read that cannot
 * be stale.
 */
export const findDueDelivery = ({ webhookEndpoints, deliveries, clock }: Deps) => {
  const ifDue = (stored: Versioned<Delivery> | undefined): Versioned<PendingDelivery> | undefined =>
    stored !== undefined && isDue(stored.value, clock()) ? { value: stored.value, etag: stored.etag } : undefined;

  const ifEnabled = (stored: Versioned<WebhookEndpoint> | undefined): Versioned<WebhookEndpoint> | undefined =>
    stored !== undefined && isEnabled(stored.value) ? stored : undefined;

  return async (key: DeliveryKey): Promise<DueDelivery | undefined> => {
    const delivery = ifDue(await deliveries.get(key)) ?? ifDue(await deliveries.getLatest(key));
    if (delivery === undefined) return undefined;
    const { endpointId } = key;
    const endpoint =
      ifEnabled(await webhookEndpoints.get(endpointId)) ?? ifEnabled(await webhookEndpoints.getLatest(endpointId));
    return endpoint && { delivery, endpoint };
  };
};
