import { InvocationContext } from '@azure/functions';
import type { DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import { deliverWebhookConsumer } from '../../../src/functions/queue/deliver-webhook.ts';
import { fanOutEventConsumer } from '../../../src/functions/queue/fan-out-event.ts';
import type { EventTask, Role } from './event-task.ts';
import type { EventHost, EventWorld } from './event-world.ts';
import type { Broker, Brokered } from './messages.ts';

const deadLetter = () => Promise.reject(new Error('Every message of the simulation is well formed.'));

type Handle = (body: unknown, context: InvocationContext, host: EventHost) => Promise<void>;

/** Hands a message to a function as the host does: completes it on success, else gives it back. */
const deliver = (
  world: EventWorld,
  from: Broker,
  message: Brokered,
  name: string,
  role: Role,
  handle: Handle,
): void => {
  const { running, stats, note } = world;
  const lock = from.take(message);
  const { body, messageId } = message.content;
  const orphan = (): void => from.orphan(lock);
  stats.deliveries += 1;
  note(`broker delivers a message to ${name}`);
  world.spawn({
    name,
    role,
    crashed: orphan,
    stalled: orphan,
    // The lock ends by itself.
    failed: orphan,
    work: async (host, task) => {
      const deliveryCount = message.failures + 1;
      const context = new InvocationContext({ functionName: name, triggerMetadata: { messageId, deliveryCount } });
      let settle = from.complete;
      try {
        await handle(body, context, host);
      } catch (error) {
        if (error instanceof TypeError) throw error;
        note(`${task.name} fails: ${String(error)}`);
        settle = from.abandon;
      }
      const label = settle === from.complete ? 'complete' : 'abandon';
      await running.call(task, `broker.${label}`, async () => settle(message, lock));
    },
  });
};

export const fanOut = (world: EventWorld, message: Brokered): void => {
  const { log } = world;
  deliver(
    world,
    world.messages.subscription,
    message,
    `fan-out of ${message.content.body.id}`,
    'fan-out',
    (body, context, host) =>
      fanOutEventConsumer({ fanOutEvent: host.fanOut, deadLetterEvent: deadLetter, log })(body, context),
  );
};

/** A handler that has got a 2xx, and ends, has written it down. */
const checkRemembered = ({ deliveries, breaks }: EventWorld, key: DeliveryKey, { called }: EventTask): void => {
  const { status = 0 } = called ?? {};
  const isRemembered = deliveries.latest(key)?.status === 'delivered';
  if (status >= 200 && status < 300 && !isRemembered) breaks(`a 2xx for ${key.eventId} was forgotten`);
};

export const callReceiver = (world: EventWorld, message: Brokered): void => {
  const { log, currentTask } = world;
  deliver(
    world,
    world.messages.deliveries,
    message,
    `delivery of ${message.content.body.eventId}`,
    'worker',
    async (body, context, host) => {
      const deliverWebhook = async (key: DeliveryKey): Promise<void> => {
        await host.deliver(key);
        checkRemembered(world, key, currentTask());
      };
      await deliverWebhookConsumer({ deliverWebhook, deadLetterDelivery: deadLetter, log })(body, context);
    },
  );
};

/** The timers of a minute. */
export const tick = (world: EventWorld): void => {
  world.spawn({ name: 'relay of events', role: 'relay', work: (host) => host.relayEvents() });
  world.spawn({ name: 'relay of deliveries', role: 'relay', work: (host) => host.relayDeliveries() });
};

export const reconcile = ({ spawn, stats }: EventWorld, reactions: { settled?: () => void } = {}): void =>
  spawn({
    name: 'reconciliation',
    role: 'relay',
    work: (host) => host.reconcile(),
    ended: ({ created }) => {
      stats.reconciled += 1;
      stats.reconcileCreated += created;
      reactions.settled?.();
    },
    failed: () => reactions.settled?.(),
    crashed: () => reactions.settled?.(),
    stalled: () => reactions.settled?.(),
  });
