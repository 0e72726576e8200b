import type { DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import type { WebhookClient } from '../../../src/application/ports/webhook-client.ts';
import type { EndpointId } from '../../../src/domain/endpoint-id.ts';
import { eventIdOf } from '../../../src/domain/event-id.ts';
import { signWebhook } from '../../../src/domain/sign-webhook.ts';
import type { Decide } from '../decisions.ts';
import { MINUTE, type VirtualClock } from '../virtual-clock.ts';
import { nameOf } from './delivery-ledger.ts';
import type { EndpointLedger } from './endpoint-ledger.ts';
import type { Receiver } from './event-plan.ts';
import type { EventStats } from './event-stats.ts';
import type { EventTask, Surroundings } from './event-task.ts';

type Deps = Surroundings & {
  clock: VirtualClock;
  decide: Decide;
  stats: EventStats;
  note: (text: string) => void;
  endpoints: EndpointLedger;
  /** The endpoint of a URL, and what its receiver is like. */
  receiverAt: (url: string) => { endpointId: EndpointId; receiver: Receiver };
};

/** Quicker answers take no time. */
const SLOW_MS = 1_000;

/** `functionTimeout` of host.json: a host ends what stalls for longer, and this world does not. */
const MAX_INVOCATION_MS = 30 * MINUTE;

type Answer = Awaited<ReturnType<WebhookClient['post']>>;

const answers: readonly Answer[] = [
  { status: 200, answer: 'thanks', ms: 20 },
  { status: 500, answer: 'oops', ms: 20 },
  { error: 'timeout', ms: 15_000 },
  { status: 410, answer: '', ms: 20 },
  { status: 429, answer: '', ms: 20, retryAfterMs: 60_000 },
  { status: 204, answer: '', ms: 6_000 },
];

const always: Partial<Record<Receiver, Answer>> = {
  well: { status: 200, answer: 'thanks', ms: 20 },
  dead: { status: 500, answer: 'oops', ms: 20 },
  // Slow enough for staff to change the endpoint meanwhile.
  gone: { status: 410, answer: '', ms: 2_000 },
  slow: { status: 200, answer: 'at last', ms: 6_000 },
};

/** Those that get webhooks. They check what they get, and remember it. */
export const receiverWorld = ({ broken, currentTask, clock, decide, stats, note, endpoints, receiverAt }: Deps) => {
  const bodies = new Map<string, string>();
  const succeeded = new Set<string>();

  const isOverdue = ({ stalledAt = Number.POSITIVE_INFINITY }: EventTask): boolean =>
    clock.ms() > stalledAt + MAX_INVOCATION_MS;

  const checkSignature = (endpointId: EndpointId, headers: Readonly<Record<string, string>>, body: string): void => {
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp, 'webhook-signature': given = '' } = headers;
    const secrets = endpoints.latest(endpointId)?.secrets ?? [];
    const isValid = secrets.some(({ value }) => {
      const expected = signWebhook({ id, timestamp: Number(timestamp), body }, [value])['webhook-signature'] ?? '';
      return given.split(' ').includes(expected);
    });
    if (!isValid && !isOverdue(currentTask()))
      broken(`the receiver of ${endpointId} knows no secret that ${id} was signed with`);
  };

  const client: WebhookClient = {
    post: async ({ url, headers, body }) => {
      const { endpointId, receiver } = receiverAt(url);
      const key: DeliveryKey = { endpointId, eventId: eventIdOf(headers['webhook-id'] ?? '') };
      const name = nameOf(key);
      if ((bodies.get(name) ?? body) !== body) broken(`${name} came with another body than before`);
      bodies.set(name, body);
      checkSignature(endpointId, headers, body);
      const answer = always[receiver] ?? answers[decide('answer', answers.length)] ?? answers[0];
      if (!answer) throw new Error('There is no answer.');
      stats.posts += 1;
      note(`${url} gets ${key.eventId}: ${'status' in answer ? answer.status : answer.error}`);
      if ('status' in answer && answer.status < 300) {
        stats.succeeded += 1;
        succeeded.add(name);
      }
      if (answer.ms >= SLOW_MS) await clock.pause(answer.ms);
      return answer;
    },
  };

  return {
    client,
    hasSucceeded: (key: DeliveryKey): boolean => succeeded.has(nameOf(key)),
    /** Notes that the running task is about to call the endpoint. */
    begin: (url: string): void => {
      const { endpointId } = receiverAt(url);
      currentTask().called = { endpointId, staffWrites: endpoints.staffWritesOf(endpointId), status: undefined };
    },
    end: (answer: Answer): void => {
      const { called } = currentTask();
      if (called && 'status' in answer) called.status = answer.status;
    },
  };
};
