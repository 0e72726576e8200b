import type { WebhookEndpoint } from '../../../domain/webhook-endpoint.ts';

/** Never with a secret: only the answers that make one show it. */
export const presentEndpoint = ({ secrets: _s, disabled, ...endpoint }: WebhookEndpoint) => ({
  ...endpoint,
  enabled: disabled === undefined,
  disabled,
});
