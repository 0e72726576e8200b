import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import { checkPrecondition } from '../precondition.ts';
import type { ChangeEndpointCommand } from './change-endpoint.ts';
import { requireEndpoint } from './require-endpoint.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'pause' | 'random'>;

/**
 * What is pending for the endpoint is not sent any more and ends by its time to live. Throws
 * `not_found` or `precondition_failed`.
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
