import type { EndpointId } from './endpoint-id.ts';
import type { EventType } from './event.ts';

export const MAX_ENDPOINTS = 50;

/** `whsec_` and base64, as Standard Webhooks has it. */
export type WebhookSecret = {
  value: string;
  /** Signs until then (ISO 8601 UTC). The newest secret has no end. */
  expiresAt?: string;
};

/** Why an endpoint gets no more calls: staff, an answer of 410, or five days without a success. */
export type DisabledReason = 'by_staff' | 'gone' | 'failing';

export type WebhookEndpoint = {
  id: EndpointId;
  url: string;
  types: readonly EventType[];
  description?: string;
  /** Absent while it is enabled. */
  disabled?: { reason: DisabledReason; at: string };
  /** The newest first. Never shown after the answer that made it, and never logged. */
  secrets: readonly WebhookSecret[];
  /** When the first delivery since the last success failed; absent if none has. */
  failingSince?: string;
  createdAt: string;
  updatedAt: string;
};
