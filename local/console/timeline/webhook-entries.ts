import type { DeliveryOfEvent } from '../shapes.ts';
import { joinParts, type TimelineEntry, toEntry } from '../timeline-entry.ts';

/** Each attempt of a delivery, or the delivery itself before its first one. */
export const webhookEntries = (delivery: DeliveryOfEvent): TimelineEntry[] => {
  const { type, endpointId, attempts, createdAt, status, nextAt } = delivery;
  if (attempts.length === 0) {
    return [toEntry({ at: createdAt, kind: 'webhook', what: `${type} ${status}`, detail: `to ${endpointId}` })];
  }
  return attempts.map((one, index) => {
    const isLast = index === attempts.length - 1;
    const isGood = one.status !== undefined && one.status >= 200 && one.status < 300;
    const answer = one.status === undefined ? one.error : `answered ${one.status}`;
    const next = isLast && nextAt !== undefined && { nextAt };
    const detail = joinParts(`to ${endpointId}`, `attempt ${index + 1}`, answer);
    const tone = isGood ? 'good' : 'warn';
    return toEntry({ at: one.at, kind: 'webhook', what: type, detail, tone, ms: one.ms, ...next });
  });
};
