import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints'>;

/** All of them, the oldest first. */
export const listEndpoints =
  ({ webhookEndpoints }: Deps) =>
  (): Promise<readonly Versioned<WebhookEndpoint>[]> =>
    webhookEndpoints.list();
