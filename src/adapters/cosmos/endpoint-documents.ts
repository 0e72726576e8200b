import type { OperationInput } from '@azure/cosmos';
import { type EndpointId, isEndpointId } from '../../domain/endpoint-id.ts';
import type { Etag } from '../../domain/etag.ts';
import { MAX_ENDPOINTS, type WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import { keptFields } from './stored-fields.ts';

/** All endpoints and the document that counts them are in one partition. */
export const SHOP = 'shop';
export const COUNTER_ID = 'counter';

export type EndpointDocument = WebhookEndpoint & { shop: string };

const endpointFields: Record<keyof WebhookEndpoint, true> = {
  id: true,
  url: true,
  types: true,
  description: true,
  disabled: true,
  secrets: true,
  enabledAt: true,
  failingSince: true,
  createdAt: true,
  updatedAt: true,
};

export const endpointOf = (document: EndpointDocument): WebhookEndpoint =>
  keptFields<WebhookEndpoint>(document, endpointFields);

export const documentOf = (endpoint: WebhookEndpoint): EndpointDocument => ({ ...endpoint, shop: SHOP });

/** The partition also has the counter. */
export const isEndpoint = ({ id }: { id: string }): boolean => isEndpointId(id);

export const removing = (id: EndpointId, etag: Etag): OperationInput => {
  // The service accepts the condition here, but the client's type lacks it.
  const operation = { operationType: 'Delete' as const, id, ifMatch: etag };
  return operation;
};

export const newCounter = { id: COUNTER_ID, shop: SHOP, count: 0 };

export const countingUp: OperationInput = {
  operationType: 'Patch',
  id: COUNTER_ID,
  resourceBody: {
    condition: `FROM c WHERE c.count < ${MAX_ENDPOINTS}`,
    operations: [{ op: 'incr', path: '/count', value: 1 }],
  },
};

export const countingDown: OperationInput = {
  operationType: 'Patch',
  id: COUNTER_ID,
  resourceBody: { operations: [{ op: 'incr', path: '/count', value: -1 }] },
};
