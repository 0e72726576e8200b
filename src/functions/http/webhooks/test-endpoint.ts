import type { EndpointId } from '../../../domain/endpoint-id.ts';
import type { EventId } from '../../../domain/event.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeEndpointId } from './route-webhook-ids.ts';

type Deps = { testEndpoint: (id: EndpointId) => Promise<{ eventId: EventId }> };

export const testEndpointEndpoint = ({ testEndpoint }: Deps): Endpoint =>
  signedIn(async (request) => ({ status: 202, body: await testEndpoint(routeEndpointId(request)) }), {
    roles: ['admin'],
  });
