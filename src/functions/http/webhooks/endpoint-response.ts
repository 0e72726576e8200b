import type { Versioned } from '../../../application/ports/versioned.ts';
import type { EndpointWithSecret } from '../../../application/webhooks/create-endpoint.ts';
import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts';
import type { ApiResponse } from '../api.ts';
import { presentEndpoint } from './present-endpoint.ts';

export const endpointResponse = ({ value, etag }: Versioned<WebhookEndpoint>): ApiResponse => ({
  status: 200,
  etag,
  body: presentEndpoint(value),
});

/** With the new secret. No cache may keep it. */
export const secretResponse = (
  status: number,
  { value, etag, secret }: EndpointWithSecret,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse => ({
  status,
  etag,
  body: { ...presentEndpoint(value), secret },
  headers: { ...headers, 'cache-control': 'no-store' },
});
