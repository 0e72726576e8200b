import type { ChangeEndpointCommand } from '../../../application/webhooks/change-endpoint.ts';
import type { EndpointWithSecret } from '../../../application/webhooks/create-endpoint.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { secretResponse } from './endpoint-response.ts';
import { routeEndpointId } from './route-webhook-ids.ts';

type Deps = { rotateSecret: (command: ChangeEndpointCommand) => Promise<EndpointWithSecret> };

export const rotateSecretEndpoint = ({ rotateSecret }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const command = { id: routeEndpointId(request), precondition: readPrecondition(request) };
      return secretResponse(200, await rotateSecret(command));
    },
    { roles: ['admin'] },
  );
