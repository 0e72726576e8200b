import { deliverWebhook } from '../../../src/application/webhooks/deliver-webhook.ts';
import { newDelivery } from '../../../src/domain/delivery.ts';
import type { EndpointId } from '../../../src/domain/endpoint-id.ts';
import { newEndpoint } from '../../../src/domain/webhook-endpoint.ts';
import { toEndpointId, toEventId } from '../../support/ids.ts';
import { inMemoryDeliveries } from '../../support/in-memory/in-memory-deliveries.ts';
import { inMemoryDeliveryQueue } from '../../support/in-memory/in-memory-delivery-queue.ts';
import { inMemoryEvents } from '../../support/in-memory/in-memory-events.ts';
import { inMemoryWebhookEndpoints } from '../../support/in-memory/in-memory-webhook-endpoints.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { details, sampleEvent } from '../../support/webhook-shop.ts';

/** As in host.json. */
const MAX_CONCURRENT_CALLS = 16;

const QUICK_MS = 100;
const HANG_MS = 15_000;
const EVENTS = 120;
const GAP_MS = 150;

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00.000Z') }));
afterEach(() => jest.useRealTimers());

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const openShop = async (endpoints: readonly EndpointId[], callMs: (url: string) => number) => {
  const clock = () => new Date();
  const queue = inMemoryDeliveryQueue({ clock });
  const deps = {
    clock,
    log: recordingLog(),
    events: inMemoryEvents({ clock }),
    webhookEndpoints: inMemoryWebhookEndpoints(),
    deliveries: inMemoryDeliveries(),
    deliveryQueue: queue,
    webhookClient: {
      post: async ({ url }: { url: string }) => {
        const ms = callMs(url);
        await after(ms);
        return ms === HANG_MS ? { error: 'timeout' as const, ms } : { status: 200, answer: '', ms };
      },
    },
    pause: after,
    random: () => 0.5,
  };
  for (const id of endpoints) {
    const now = clock().toISOString();
    await deps.webhookEndpoints.create(newEndpoint(id, { ...details, url: `https://${id}/` }, { secret: 's', now }));
  }
  return { deps, queue, deliver: deliverWebhook(deps) };
};

/** The host: takes messages while fewer than sixteen are being processed. */
const startHost = ({ queue, deliver }: Awaited<ReturnType<typeof openShop>>) => {
  let active = 0;
  const pump = (): void => {
    while (active < MAX_CONCURRENT_CALLS) {
      const key = queue.take();
      if (!key) return;
      active += 1;
      void deliver(key).finally(() => {
        active -= 1;
        pump();
      });
    }
  };
  setInterval(pump, 40);
};

/** The 95th percentile of the time from an event to the answer of an endpoint, in milliseconds. */
const measure = async (hangs: (id: EndpointId) => boolean, hangsFrom = 0): Promise<number> => {
  const ids = Array.from({ length: 10 }, (_, n) => toEndpointId(`whe_${n}`));
  const start = Date.now();
  const isHanging = (id: EndpointId) => hangs(id) && Date.now() - start >= hangsFrom;
  const shop = await openShop(ids, (url) =>
    ids.some((id) => url.includes(`${id}/`) && isHanging(id)) ? HANG_MS : QUICK_MS,
  );
  startHost(shop);
  for (let n = 0; n < EVENTS; n++) {
    const event = sampleEvent('order.placed', { id: toEventId(`evt_${n}`) });
    await shop.deps.events.createPaid(event);
    for (const id of ids) await shop.deps.deliveries.create(newDelivery(id, event, new Date().toISOString()));
    await shop.queue.send(ids.map((endpointId) => ({ endpointId, eventId: event.id })));
    await jest.advanceTimersByTimeAsync(GAP_MS);
  }
  await jest.advanceTimersByTimeAsync(16_000);
  const delays = shop.deps.deliveries
    .stored()
    .filter(({ endpointId }) => !hangs(endpointId))
    .map((delivery) =>
      delivery.status === 'delivered' ? Date.parse(delivery.deliveredAt) - Date.parse(delivery.createdAt) : Infinity,
    )
    .toSorted((a, b) => a - b);
  return delays[Math.floor(delays.length * 0.95)] ?? Number.NaN;
};

const isOdd = (id: EndpointId): boolean => Number(id.slice(4)) % 2 === 1;

test.each([
  ['from the start', 0],
  ['after they were quick', 6_000],
])('five endpoints that hang, %s, delay the other five by less than half', async (_, hangsFrom) => {
  const usual = await measure(() => false);
  const delayed = await measure(isOdd, hangsFrom);

  expect(usual).toBeLessThan(2 * QUICK_MS);
  expect(delayed).toBeLessThan(usual * 1.5);
});
