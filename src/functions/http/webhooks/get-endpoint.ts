import type { Versioned } from '../../../application/ports/versioned.ts';
import type { EndpointId } from '../../../domain/endpoint-id.ts';
import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { endpointResponse } from './endpoint-response.ts';
import { routeEndpointId } from './route-webhook-ids.ts';

type Deps = { getEndpoint: (id: EndpointId) => Promise<Versioned<WebhookEndpoint>> };

export const getEndpointEndpoint = ({ getEndpoint }: Deps): Endpoint =>
  signedIn(async (request) => endpointResponse(await getEndpoint(routeEndpointId(request))), { roles: ['admin'] });
