import { eventTypes } from '../../../src/domain/event.ts';
import { newEndpoint, newEndpointId, type WebhookEndpoint } from '../../../src/domain/webhook-endpoint.ts';
import { START } from '../virtual-clock.ts';
import type { EventPlan } from './event-plan.ts';

const FIVE_DAYS_MS = 5 * 24 * 60 * 60 * 1000;

export const endpointIdOf = (n: number) => newEndpointId(new Uint8Array(16).fill(n));

const urlOf = (n: number): string => `https://receiver-${n}.example/hook`;

/** The endpoints of the plan, as they are at the start. */
export const plannedEndpoints = ({ endpoints }: EventPlan): WebhookEndpoint[] =>
  endpoints.map(({ receiver, only }, n) => {
    const now = new Date(START).toISOString();
    const details = { url: urlOf(n), types: only ? eventTypes.slice(0, 1) : eventTypes, enabled: true };
    const secret = `whsec_${Buffer.from(`secret ${n}`).toString('base64')}`;
    const endpoint = newEndpoint(endpointIdOf(n), details, { secret, now });
    const failingSince = new Date(START - FIVE_DAYS_MS).toISOString();
    return receiver === 'dying' ? { ...endpoint, failingSince } : endpoint;
  });
