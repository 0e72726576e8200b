import { type DeliveryAttempt, deliver, isSuccess, recordFailure } from '../../domain/delivery.ts';
import { retryWaitMs } from '../../domain/retry-schedule.ts';
import { type WebhookEndpoint, withFailure, withSuccess } from '../../domain/webhook-endpoint.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { WebhookClient } from '../ports/webhook-client.ts';
import { repeatWhileUnavailable } from '../repeat-while-unavailable.ts';
import type { DueDelivery } from './find-due-delivery.ts';
import { scheduleDelivery } from './schedule-delivery.ts';

type Deps = Pick<
  Capabilities,
  'webhookEndpoints' | 'deliveries' | 'deliveryQueue' | 'clock' | 'pause' | 'random' | 'log'
>;

type Call = Awaited<ReturnType<WebhookClient['post']>>;

const attemptOf = (call: Call, at: string): DeliveryAttempt => {
  const { ms } = call;
  return 'status' in call ? { at, ms, status: call.status, answer: call.answer } : { at, ms, error: call.error };
};

/** Never the URL, the body, the answer or a secret. */
const logFieldsOf = ({ value: delivery }: DueDelivery['delivery'], call: Call) => ({
  endpointId: delivery.endpointId,
  eventId: delivery.eventId,
  type: delivery.type,
  attempt: delivery.attempts.length + 1,
  ...('status' in call ? { status: call.status } : { error: call.error }),
  ms: call.ms,
});

/** Writes what came of a call. `due` is as it was read before the call, which began at `at`. */
export const recordOutcome = (deps: Deps) => {
  const { webhookEndpoints, deliveries, clock, random, log } = deps;
  const schedule = scheduleDelivery(deps);

  /** On a newer version, too: an endpoint that has the event has it. */
  const writeDelivered = async ({ delivery }: DueDelivery, attempt: DeliveryAttempt): Promise<void> => {
    let known: Awaited<ReturnType<typeof deliveries.getLatest>> = delivery;
    await compareAndSet(deps, async () => {
      if (known === undefined || known.value.status === 'delivered') return;
      const written = await deliveries.replace(deliver(known.value, attempt), known.etag);
      if (written !== 'stale') return;
      known = await deliveries.getLatest(delivery.value);
      return written;
    });
  };

  /** On a newer version, too. A healthy endpoint costs no write. */
  const noteSuccess = async (endpoint: Versioned<WebhookEndpoint>): Promise<void> => {
    let known: Versioned<WebhookEndpoint> | undefined = endpoint;
    await compareAndSet(deps, async () => {
      if (known?.value.failingSince === undefined) return;
      const written = await webhookEndpoints.replace(withSuccess(known.value), known.etag);
      if (written !== 'stale') return;
      known = await webhookEndpoints.getLatest(endpoint.value.id);
      return written;
    });
  };

  /** Only on the version that was called: staff may have enabled or changed the endpoint since. */
  const noteFailure = async ({ value: endpoint, etag }: Versioned<WebhookEndpoint>, call: Call): Promise<void> => {
    const next = withFailure(endpoint, call, clock().toISOString());
    if (next === endpoint || (await webhookEndpoints.replace(next, etag)) === 'stale') return;
    if (next.disabled) log.warn('endpoint_disabled', { endpointId: next.id, reason: next.disabled.reason });
  };

  /** On a newer version, the failure is dropped: somebody else has decided what follows. */
  const writeFailure = async ({ delivery, endpoint }: DueDelivery, call: Call, at: string): Promise<void> => {
    const waitMs = retryWaitMs(delivery.value.attempts.length + 1, call, random());
    const next = recordFailure(delivery.value, attemptOf(call, at), waitMs);
    if ((await deliveries.replace(next, delivery.etag)) === 'stale') return;
    const fields = logFieldsOf(delivery, call);
    if (next.status === 'pending') {
      log.warn('webhook_attempt_failed', { ...fields, waitMs });
      await schedule(next, next.nextAt);
    } else log.warn('webhook_failed', fields);
    await noteFailure(endpoint, call);
  };

  return async (due: DueDelivery, call: Call, at: string): Promise<void> => {
    if (!isSuccess(call)) return writeFailure(due, call, at);
    // Else the endpoint would be called again for what it has.
    await repeatWhileUnavailable(deps, () => writeDelivered(due, attemptOf(call, at)));
    log.info('webhook_delivered', logFieldsOf(due.delivery, call));
    await repeatWhileUnavailable(deps, () => noteSuccess(due.endpoint));
  };
};
