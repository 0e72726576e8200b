import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import { checkPrecondition } from '../precondition.ts';
import type { ChangeEndpointCommand } from './change-endpoint.ts';
import { requireEndpoint } from './require-endpoint.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'pause' | 'random'>;

/**
 * Pending deliveries to the endpoint are no longer sent, and expire. Throws `not_found` or
 * `precondition_failed`.
 */
export const removeEndpoint =
  ({ webhookEndpoints, ...deps }: Deps) =>
  async ({ id, precondition }: ChangeEndpointCommand): Promise<void> => {
    await compareAndSet(deps, () =>
      decideOnRead(webhookEndpoints, id, async (found) => {
        const stored = requireEndpoint(found);
        checkPrecondition(precondition, stored.etag);
        return webhookEndpoints.remove(id, stored.etag);
      }),
    );
  };
