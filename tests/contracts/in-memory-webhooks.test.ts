import { inMemoryDeliveries } from '../support/in-memory/in-memory-deliveries.ts';
import { inMemoryDeliveryQueue } from '../support/in-memory/in-memory-delivery-queue.ts';
import { inMemoryWebhookEndpoints } from '../support/in-memory/in-memory-webhook-endpoints.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';
import { describeDeliveries } from './deliveries-contract.ts';
import { describeDeliveryQueue } from './delivery-queue-contract.ts';
import { describeWebhookEndpoints } from './webhook-endpoints-contract.ts';

describeWebhookEndpoints('in memory', inMemoryWebhookEndpoints);
describeDeliveries('in memory', inMemoryDeliveries);
describeDeliveryQueue('in memory', () => {
  const clock = settableClock();
  const queue = inMemoryDeliveryQueue({ clock });
  return {
    queue,
    receive: async (count) => Array.from({ length: count }, () => queue.take()).flatMap((key) => key ?? []),
    now: clock,
    passTime: async (milliseconds) => clock.advance(milliseconds),
  };
});
