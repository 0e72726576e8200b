import { DomainError, Unavailable, UnexpectedAnswer } from './errors.ts';
import type { Due } from './order.ts';
import type { ProductId } from './product.ts';

type FailedWork = {
  error: unknown;
  due: Due;
  /** Absent if the failure did not concern a single product. */
  productId?: ProductId;
  attempts: number;
  /** How long the work has been due. */
  sinceMs: number;
};

const services: Readonly<Record<string, string>> = {
  cosmos: 'Cosmos DB',
  'service-bus': 'Service Bus',
  media: 'Blob Storage',
  identity: 'The token issuer',
};

const activities: Record<Due, string> = { reserve: 'reserving', release: 'releasing', settle: 'settling' };

const serviceName = (dependency: string): string => services[dependency] ?? 'A service';

/** Faults of unknown origin may quote keys, addresses or documents, so their text is not used. */
const describeFault = (error: unknown): string => {
  if (error instanceof Unavailable) {
    const status = error.status === undefined ? '' : ` (${error.status})`;
    return `${serviceName(error.dependency)} ${error.throttled ? 'throttled the calls' : 'did not answer'}${status}`;
  }
  if (error instanceof UnexpectedAnswer) return `${serviceName(error.dependency)} refused the change (${error.status})`;
  if (error instanceof DomainError) return error.message.replace(/\.$/, '');
  return 'An unexpected error (see the log) occurred';
};

const units = [
  { unit: 's', ms: 1000, below: 120 },
  { unit: 'min', ms: 60_000, below: 120 },
  { unit: 'h', ms: 3_600_000, below: 48 },
] as const;

/** Rounded, in the largest unit that still says something. */
export const formatDuration = (ms: number): string => {
  for (const { unit, ms: one, below } of units) {
    const count = Math.round(Math.max(0, ms) / one);
    if (count < below) return `${count} ${unit}`;
  }
  return `${Math.round(ms / 86_400_000)} days`;
};

/** Such as "Cosmos DB did not answer (503) while reserving p-12; tried 10 times in 17 min". */
export const attentionReason = ({ error, due, productId, attempts, sinceMs }: FailedWork): string => {
  const what = productId === undefined ? '' : ` ${productId}`;
  const often = attempts === 1 ? 'once' : `${attempts} times`;
  return `${describeFault(error)} while ${activities[due]}${what}; tried ${often} in ${formatDuration(sinceMs)}`;
};
