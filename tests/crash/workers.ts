import { InvocationContext } from '@azure/functions';
import { processOrder } from '../../src/application/orders/process-order.ts';
import { relayOrders } from '../../src/application/orders/relay-orders.ts';
import type { DeadLetterMessage } from '../../src/application/ports/dead-letters.ts';
import { processOrderConsumer } from '../../src/functions/queue/process-order.ts';
import type { Brokered } from './broker.ts';
import type { OrderEnvelope } from './order-broker.ts';
import type { World } from './world.ts';

/**
 * Hands a message to a worker as the host does: completes it on success, gives it back on failure.
 */
export const deliver = (world: World, message: Brokered<OrderEnvelope>): void => {
  const { queue, running, spawn, stats, log, note, breaks } = world;
  const { body, messageId, applicationProperties } = message.content;
  const deliveryCount = message.failures + 1;
  const lock = queue.take(message);
  const name = `handler of ${messageId}`;
  stats.deliveries += 1;
  note(`broker delivers ${messageId}${deliveryCount > 1 ? ` for the ${deliveryCount}. time` : ''}`);
  spawn({
    name,
    home: 'worker',
    orderId: () => body.orderId,
    crashed: () => queue.orphan(lock),
    stalled: () => queue.orphan(lock),
    // The lock ends by itself.
    failed: () => queue.orphan(lock),
    work: async (deps, task) => {
      // Every message of the simulation names an order that exists.
      const deadLetterMessage: DeadLetterMessage = async (_lock, { description }) =>
        breaks(`${messageId} was dead-lettered: ${description}`);
      const consume = processOrderConsumer({ processOrder: processOrder(deps), deadLetterMessage, log });
      const context = new InvocationContext({
        functionName: 'processOrder',
        triggerMetadata: { messageId, deliveryCount, applicationProperties },
      });
      let settle = queue.complete;
      try {
        await consume(body, context);
      } catch {
        settle = queue.abandon;
      }
      const label = settle === queue.complete ? 'complete' : 'abandon';
      await running.call(task, `broker.${label}`, async () => settle(message, lock));
    },
  });
};

export const tick = ({ spawn }: World): void =>
  spawn({ name: 'relay', home: 'timer', orderId: () => undefined, work: (deps) => relayOrders(deps)() });
