import { DomainError } from '../../domain/errors.ts';
import {
  type EndpointDetails,
  MAX_ENDPOINTS,
  newEndpoint,
  newEndpointId,
  newSecret,
  type WebhookEndpoint,
} from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkUrl } from './check-url.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'clock' | 'entropy' | 'allowLoopback'>;

/** An endpoint and the secret that was just made for it. No other answer shows the secret. */
export type EndpointWithSecret = Versioned<WebhookEndpoint> & { secret: string };

/** Throws `validation_failed` or `too_many_endpoints`. */
export const createEndpoint =
  ({ webhookEndpoints, clock, entropy, ...rules }: Deps) =>
  async (details: EndpointDetails): Promise<EndpointWithSecret> => {
    checkUrl(details.url, rules);
    const secret = newSecret(entropy);
    const endpoint = newEndpoint(newEndpointId(entropy(16)), details, { secret, now: clock().toISOString() });
    const created = await webhookEndpoints.create(endpoint);
    if (created === 'full') {
      const message = `There are ${MAX_ENDPOINTS} webhook endpoints, which is the limit. Remove one first.`;
      throw new DomainError('too_many_endpoints', message);
    }
    if (created === 'exists') throw new Error('A random id was taken.');
    return { ...created, secret };
  };
