import type { ChangeEndpointCommand } from '../../../application/webhooks/change-endpoint.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeEndpointId } from './route-webhook-ids.ts';

type Deps = { removeEndpoint: (command: ChangeEndpointCommand) => Promise<void> };

export const removeEndpointEndpoint = ({ removeEndpoint }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      await removeEndpoint({ id: routeEndpointId(request), precondition: readPrecondition(request) });
      return { status: 204 };
    },
    { roles: ['admin'] },
  );
