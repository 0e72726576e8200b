import type { Versioned } from '../../../application/ports/versioned.ts';
import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentEndpoint } from './present-endpoint.ts';

type Deps = { listEndpoints: () => Promise<readonly Versioned<WebhookEndpoint>[]> };

/** There are few enough for one page. */
export const listEndpointsEndpoint = ({ listEndpoints }: Deps): Endpoint =>
  signedIn(
    async () => {
      const endpoints = await listEndpoints();
      return { status: 200, body: { items: endpoints.map(({ value }) => presentEndpoint(value)) } };
    },
    { roles: ['admin'] },
  );
