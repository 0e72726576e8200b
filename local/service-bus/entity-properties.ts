import { z } from 'zod';
import { wholeNumberFrom } from '../check-shape.ts';
import { parseDuration } from './duration.ts';
import { implemented } from './implemented.ts';

const DAY_MS = 86_400_000;

const durationFrom = (leastMs: number, mostMs: number) => {
  const notDuration = 'must be an ISO 8601 duration such as "PT30S"';
  const isInRange = (ms: number): boolean => leastMs <= ms && ms <= mostMs;
  return z
    .string(notDuration)
    .refine((text) => parseDuration(text) !== undefined, notDuration)
    .refine(
      (text) => isInRange(parseDuration(text) ?? leastMs),
      `must be from ${leastMs / 1_000} to ${mostMs / 1_000} seconds`,
    );
};

const noForwarding = z.literal('', 'must be empty: forwarding is not implemented');

/** What clients send to. */
const accepting = {
  DefaultMessageTimeToLive: z.exactOptional(durationFrom(1_000, Number.MAX_SAFE_INTEGER)),
  DuplicateDetectionHistoryTimeWindow: z.exactOptional(durationFrom(1_000, 7 * DAY_MS)),
  RequiresDuplicateDetection: z.exactOptional(z.boolean()),
};

/** What clients receive from. */
const delivering = {
  DeadLetteringOnMessageExpiration: z.exactOptional(z.boolean()),
  DefaultMessageTimeToLive: z.exactOptional(durationFrom(1_000, Number.MAX_SAFE_INTEGER)),
  ForwardDeadLetteredMessagesTo: z.exactOptional(noForwarding),
  ForwardTo: z.exactOptional(noForwarding),
  LockDuration: z.exactOptional(durationFrom(1_000, 300_000)),
  MaxDeliveryCount: z.exactOptional(wholeNumberFrom(1, 2_000)),
  RequiresSession: z.exactOptional(z.literal(false, 'must be false: sessions are not implemented')),
};

export const queueProperties = implemented({ ...accepting, ...delivering });
export const topicProperties = implemented(accepting);
export const subscriptionProperties = implemented(delivering);

export type QueueProperties = z.infer<typeof queueProperties>;
export type TopicProperties = z.infer<typeof topicProperties>;
export type SubscriptionProperties = z.infer<typeof subscriptionProperties>;
