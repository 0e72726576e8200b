import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { webhookClient } from '../../../src/adapters/http/webhook-client.ts';
import type { DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import { createEndpoint } from '../../../src/application/webhooks/create-endpoint.ts';
import { deliverWebhook } from '../../../src/application/webhooks/deliver-webhook.ts';
import { fanOutEvent } from '../../../src/application/webhooks/fan-out-event.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import { inMemoryDeliveries } from '../../support/in-memory/in-memory-deliveries.ts';
import { inMemoryEvents } from '../../support/in-memory/in-memory-events.ts';
import { inMemoryWebhookEndpoints } from '../../support/in-memory/in-memory-webhook-endpoints.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { untraced } from '../../support/untraced.ts';
import { quantile } from '../statistics.ts';
import { type Receiver, startReceiver } from './start-receiver.ts';

const ENDPOINTS = 20;
const HANGING = 5;
/** Together 50 deliveries a second. */
const EVENTS_A_SECOND = 2.5;
/** While every endpoint is healthy. */
const WARM_UP_EVENTS = 15;

const ANSWER_MS = 20;
/** A call of a service in the same region. */
const PORT_MS = 5;
/** What host.json allows each function. */
const MAX_CONCURRENT_CALLS = 16;
const ARRIVAL_LIMIT_MS = 60_000;

export type Isolation = { hanging: number; deliveries: number; healthy: { count: number; p50: number; p95: number } };

/** Every call takes as long as that of a service. */
const distant = <P extends object>(port: P): P =>
  new Proxy(port, {
    get: (target, method, receiver) => {
      const call: unknown = Reflect.get(target, method, receiver);
      if (typeof call !== 'function') return call;
      return async (...args: unknown[]) => {
        await pause(PORT_MS);
        return Reflect.apply(call, target, args);
      };
    },
  });

/** A queue whose messages are processed as the host does it: so many at once. */
const startQueue = () => {
  const ready: DeliveryKey[] = [];
  let running = 0;
  let deliver = async (_: DeliveryKey): Promise<void> => {};
  let stopped = false;

  const pump = (): void => {
    while (!stopped && running < MAX_CONCURRENT_CALLS) {
      const key = ready.shift();
      if (key === undefined) return;
      running += 1;
      void deliver(key).finally(() => {
        running -= 1;
        pump();
      });
    }
  };
  const push = (keys: readonly DeliveryKey[]): void => {
    ready.push(...keys);
    pump();
  };

  return {
    send: async (keys: readonly DeliveryKey[]) => push(keys),
    schedule: async (key: DeliveryKey, at: Date) => {
      setTimeout(() => push([key]), at.getTime() - Date.now()).unref();
    },
    start: (work: typeof deliver) => {
      deliver = work;
    },
    stop: () => {
      stopped = true;
    },
  };
};

const openShop = async (receiver: Receiver) => {
  const queue = startQueue();
  const [events, webhookEndpoints, deliveries] = [inMemoryEvents(), inMemoryWebhookEndpoints(), inMemoryDeliveries()];
  const clock = () => new Date();
  const create = createEndpoint({ webhookEndpoints, clock, entropy: randomBytes, allowLoopback: true });
  for (let n = 0; n < ENDPOINTS; n += 1) {
    await create({ url: `${receiver.url}/${n}`, types: ['product.changed'], enabled: true });
  }
  const deps = {
    events: distant(events),
    webhookEndpoints: distant(webhookEndpoints),
    deliveries: distant(deliveries),
    deliveryQueue: distant({ send: queue.send, schedule: queue.schedule }),
    webhookClient: webhookClient({ allowLoopback: true }),
    clock,
    pause: async (ms: number) => void (await pause(ms)),
    random: Math.random,
    log: recordingLog(),
    ...untraced,
  };
  queue.start(deliverWebhook(deps));
  const fanOut = fanOutEvent(deps);

  return {
    /** Resolves to the id and when its fan-out began. */
    happen: async (): Promise<readonly [id: string, at: number]> => {
      const event = sampleEvent();
      await events.create([event], new Date().toISOString());
      const at = Date.now();
      await fanOut(event.id);
      return [event.id, at];
    },
    stop: queue.stop,
  };
};

const happenAtRate = async (happen: () => Promise<readonly [string, number]>, count: number) => {
  const started = Date.now();
  const all = Array.from({ length: count }, async (_, n) => {
    await pause(Math.max(0, started + (n * 1000) / EVENTS_A_SECOND - Date.now()));
    return happen();
  });
  return new Map(await Promise.all(all));
};

const measureShop = async (hangs: boolean, count: number): Promise<Isolation> => {
  const receiver = await startReceiver({ answerMs: ANSWER_MS });
  const shop = await openShop(receiver);
  const hanging = new Set(Array.from({ length: HANGING }, (_, n) => `/${n}`));
  const healthyCalls = (known: ReadonlyMap<string, number>) =>
    receiver.received.filter(({ id, path }) => known.has(id) && !hanging.has(path));
  try {
    await happenAtRate(shop.happen, WARM_UP_EVENTS);
    await pause(1_000);
    if (hangs) receiver.hang(hanging);
    const begun = await happenAtRate(shop.happen, count);
    const wanted = count * (ENDPOINTS - HANGING);
    for (const end = Date.now() + ARRIVAL_LIMIT_MS; healthyCalls(begun).length < wanted; await pause(100)) {
      if (Date.now() > end) throw new Error(`Of ${wanted} deliveries, ${healthyCalls(begun).length} arrived.`);
    }
    const ms = healthyCalls(begun).map(({ id, at }) => at - (begun.get(id) ?? Number.NaN));
    return {
      hanging: hangs ? HANGING : 0,
      deliveries: count * ENDPOINTS,
      healthy: { count: ms.length, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95) },
    };
  } finally {
    shop.stop();
    await receiver.close();
  }
};

/**
 * Two shops at the same time, so that what else the machine does slows both. In one of them, some
 * endpoints stop answering after a while in which all were healthy.
 */
export const measureIsolation = (count: number): Promise<[healthy: Isolation, hanging: Isolation]> =>
  Promise.all([measureShop(false, count), measureShop(true, count)]);
