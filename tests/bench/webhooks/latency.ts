import { setTimeout as pause } from 'node:timers/promises';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosWebhookEndpoints } from '../../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import { createEndpoint } from '../../../src/application/webhooks/create-endpoint.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { orderCalls } from '../load/order-calls.ts';
import { steadyRate } from '../load/place-request.ts';
import { type Shop, startShop } from '../processes/start-shop.ts';
import { type Received, type Receiver, startReceiver } from './start-receiver.ts';

const types = ['order.placed', 'order.confirmed'] as const satisfies EventType[];

const WARM_UP_SECONDS = 3;
const ARRIVAL_LIMIT_MS = 60_000;

type Latency = { type: (typeof types)[number]; ms: readonly number[] };

/** `cpuMs`: of the host for each order, with everything that follows it. */
export type Latencies = { rate: number; byType: readonly Latency[]; cpuMs: number };

const registerReceiver = async ({ settings }: Shop, url: string): Promise<void> => {
  const { Cosmos: connectionString = '' } = settings;
  const client = await cosmosClient({ connectionString });
  const webhookEndpoints = cosmosWebhookEndpoints(client.database('hearth').container('webhook-endpoints'));
  const entropy = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  await createEndpoint({ webhookEndpoints, entropy, clock: () => new Date(), allowLoopback: true })({
    url: `${url}/`,
    types,
    enabled: true,
  });
  client.dispose();
};

const typeOf = ({ body }: Received): unknown => JSON.parse(body).type;

/** From the moment that the event states to the answer of the receiver. Repeats do not count. */
const latencies = (received: readonly Received[], type: string): number[] => {
  const seen = new Set<string>();
  return received.flatMap((one) => {
    if (typeOf(one) !== type || seen.has(one.id)) return [];
    seen.add(one.id);
    return [one.at - Date.parse(JSON.parse(one.body).timestamp)];
  });
};

const untilReceived = async (receiver: Receiver, count: number): Promise<void> => {
  for (const end = Date.now() + ARRIVAL_LIMIT_MS; Date.now() < end; await pause(100)) {
    if (new Set(receiver.received.map(({ id }) => id)).size >= count) return;
  }
  throw new Error(`Of ${count} events, ${receiver.received.length} came within a minute.`);
};

/** The whole app over the wire, with one receiver. Two events for each order. */
export const measureLatency = async (
  rate: number,
  seconds: number,
  progress: (text: string) => void,
): Promise<Latencies> => {
  const receiver = await startReceiver({ answerMs: 0 });
  const shop = await startShop('ours', { working: true, events: true });
  try {
    await registerReceiver(shop, receiver.url);
    const calls = await orderCalls(shop, 'ours');
    progress('warming up');
    await steadyRate(calls, rate, WARM_UP_SECONDS);
    await untilReceived(receiver, 2 * rate * WARM_UP_SECONDS);
    const before = receiver.received.length;
    const { cpuMs: usedBefore } = await shop.host.usage();
    progress(`${seconds} s of ${rate} orders a second`);
    await steadyRate(calls, rate, seconds);
    await untilReceived(receiver, 2 * rate * (WARM_UP_SECONDS + seconds));
    const measured = receiver.received.slice(before);
    const cpuMs = ((await shop.host.usage()).cpuMs - usedBefore) / (rate * seconds);
    return { rate, byType: types.map((type) => ({ type, ms: latencies(measured, type) })), cpuMs };
  } finally {
    await shop.stop();
    await receiver.close();
  }
};
