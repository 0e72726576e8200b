import { type EndpointDetails, isEnabled, type WebhookEndpoint, withDetails } from '../../domain/webhook-endpoint.ts';
import { takeAtMost } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { windowUntil } from '../due-windows.ts';
import type { Versioned } from '../ports/versioned.ts';
import { type ChangeEndpointCommand, changeEndpoint } from './change-endpoint.ts';
import { checkUrl } from './check-url.ts';
import { sendDeliveries } from './send-deliveries.ts';

type Deps = Pick<
  Capabilities,
  'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock' | 'pause' | 'random' | 'log' | 'allowLoopback'
>;

export type PutEndpointCommand = ChangeEndpointCommand & { details: EndpointDetails };

/** The request ends soon; the relay goes on with the others. */
const MAX_SENT = 1_000;

/**
 * Replaces what staff set, but never the secrets. Enabling the endpoint sends for at most 1,000
 * deliveries that are due; the relay sends for the rest. Throws `not_found`, `validation_failed` or
 * `precondition_failed`.
 */
export const putEndpoint = (deps: Deps) => {
  const change = changeEndpoint(deps);
  const send = sendDeliveries(deps);

  return async ({ details, ...command }: PutEndpointCommand): Promise<Versioned<WebhookEndpoint>> => {
    checkUrl(details.url, deps);
    const { before, after } = await change(command, (endpoint, now) => withDetails(endpoint, details, now));
    if (!isEnabled(before) && isEnabled(after.value)) {
      const due = deps.deliveries.listDue([command.id], [windowUntil(deps.clock().toISOString())]);
      await send(takeAtMost(due, MAX_SENT));
    }
    return after;
  };
};
