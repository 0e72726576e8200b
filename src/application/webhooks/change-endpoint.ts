import type { EndpointId } from '../../domain/endpoint-id.ts';
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import type { Versioned } from '../ports/versioned.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';
import { requireEndpoint } from './require-endpoint.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'clock' | 'pause' | 'random'>;

export type ChangeEndpointCommand = { id: EndpointId; precondition: Precondition };

/** Writes an endpoint conditionally. `before`: what was replaced. */
export const changeEndpoint =
  ({ webhookEndpoints, clock, ...deps }: Deps) =>
  (
    { id, precondition }: ChangeEndpointCommand,
    change: (endpoint: WebhookEndpoint, now: string) => WebhookEndpoint,
  ): Promise<{ before: WebhookEndpoint; after: Versioned<WebhookEndpoint> }> =>
    compareAndSet(deps, () =>
      decideOnRead(webhookEndpoints, id, async (found) => {
        const stored = requireEndpoint(found);
        checkPrecondition(precondition, stored.etag);
        const after = await webhookEndpoints.replace(change(stored.value, clock().toISOString()), stored.etag);
        return after === 'stale' ? after : { before: stored.value, after };
      }),
    );
