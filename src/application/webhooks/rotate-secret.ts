import { newSecret, withNewSecret } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import { type ChangeEndpointCommand, changeEndpoint } from './change-endpoint.ts';
import type { EndpointWithSecret } from './create-endpoint.ts';

type Deps = Pick<Capabilities, 'webhookEndpoints' | 'clock' | 'pause' | 'random' | 'entropy'>;

/**
 * Makes a new secret. The old one also signs for 24 hours. Throws `not_found` or
 * `precondition_failed`.
 */
export const rotateSecret = (deps: Deps) => {
  const change = changeEndpoint(deps);

  return async (command: ChangeEndpointCommand): Promise<EndpointWithSecret> => {
    const secret = newSecret(deps.entropy);
    const { after } = await change(command, (endpoint, now) => withNewSecret(endpoint, secret, now));
    return { ...after, secret };
  };
};
