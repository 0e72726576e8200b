import { BASE_PATH } from '../../../application/base-path.ts';
import type { EndpointWithSecret } from '../../../application/webhooks/create-endpoint.ts';
import type { EndpointDetails } from '../../../domain/webhook-endpoint.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { parseBody } from '../validate.ts';
import { secretResponse } from './endpoint-response.ts';
import { createEndpointBody } from './webhook-schemas.ts';

type Deps = { createEndpoint: (details: EndpointDetails) => Promise<EndpointWithSecret> };

export const createEndpointEndpoint = ({ createEndpoint }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const created = await createEndpoint(parseBody(createEndpointBody, request));
      return secretResponse(201, created, { location: `${BASE_PATH}/webhook-endpoints/${created.value.id}` });
    },
    { roles: ['admin'], body: 'required' },
  );
