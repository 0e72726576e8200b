import { DomainError } from '../../domain/errors.ts';
import { findWebhookUrlFlaw } from '../../domain/webhook-url.ts';
import type { Capabilities } from '../capabilities.ts';

/** Throws `validation_failed`. What a name resolves to is checked by each call. */
export const checkUrl = (url: string, rules: Pick<Capabilities, 'allowLoopback'>): void => {
  const message = findWebhookUrlFlaw(url, rules);
  if (message === undefined) return;
  throw new DomainError('validation_failed', 'The URL is not allowed for a webhook endpoint.', [
    { pointer: '/url', message },
  ]);
};
