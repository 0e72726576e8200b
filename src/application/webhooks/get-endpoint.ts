import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { Versioned } from '../ports/versioned.ts';
import { requireEndpoint } from './require-endpoint.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints'>;

/** Throws `not_found`. */
export const getEndpoint =
  ({ webhookEndpoints }: Deps) =>
  (id: EndpointId): Promise<Versioned<WebhookEndpoint>> =>
    decideOnRead(webhookEndpoints, id, async (stored) => requireEndpoint(stored));
