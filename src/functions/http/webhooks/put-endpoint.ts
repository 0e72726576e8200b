import type { Versioned } from '../../../application/ports/versioned.ts';
import type { PutEndpointCommand } from '../../../application/webhooks/put-endpoint.ts';
import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { parseBody } from '../validate.ts';
import { endpointResponse } from './endpoint-response.ts';
import { routeEndpointId } from './route-webhook-ids.ts';
import { putEndpointBody } from './webhook-schemas.ts';

type Deps = { putEndpoint: (command: PutEndpointCommand) => Promise<Versioned<WebhookEndpoint>> };

export const putEndpointEndpoint = ({ putEndpoint }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const id = routeEndpointId(request);
      const details = parseBody(putEndpointBody, request);
      return endpointResponse(await putEndpoint({ id, details, precondition: readPrecondition(request) }));
    },
    { roles: ['admin'], body: 'required' },
  );
