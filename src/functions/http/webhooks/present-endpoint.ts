import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts';

/** Never with a secret: only the answer that makes one shows it. */
export const presentEndpoint = ({ secrets: _s, disabled, ...endpoint }: WebhookEndpoint) => ({
  ...endpoint,
  enabled: disabled === undefined,
  disabled,
});
