import { DomainError } from '../../domain/errors.ts';
import { isEnabled, type WebhookEndpoint } from '../../domain/webhook-endpoint.ts';
import type { Versioned } from '../ports/versioned.ts';

/** Throws `not_found`. */
export const requireEndpoint = (stored: Versioned<WebhookEndpoint> | undefined): Versioned<WebhookEndpoint> => {
  if (!stored) throw new DomainError('not_found', 'There is no such webhook endpoint.');
  return stored;
};

/** Throws `not_found` or `endpoint_disabled`. */
export const requireEnabled = (stored: Versioned<WebhookEndpoint> | undefined): Versioned<WebhookEndpoint> => {
  const found = requireEndpoint(stored);
  if (isEnabled(found.value)) return found;
  throw new DomainError('endpoint_disabled', 'The webhook endpoint is disabled. Enable it first.');
};
