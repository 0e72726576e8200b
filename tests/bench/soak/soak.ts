import { setTimeout as pause } from 'node:timers/promises';
import type { Benchmark, Findings } from '../benchmark.ts';
import { orderCalls } from '../load/order-calls.ts';
import { closedLoop, type Load } from '../load/place-request.ts';
import { type Shop, startShop } from '../processes/start-shop.ts';
import { quantile } from '../statistics.ts';
import { countConnections } from './count-connections.ts';

const CLIENTS = 16;
/** How much a heap may vary without a leak. */
const HEAP_MB = 8;
const DRAIN_LIMIT_MS = 180_000;

type Sample = { second: number; orders: number; p99: number; rssMb: number; cosmos: number; broker: number };

const sample = async ({ host, cosmos, broker }: Shop, second: number, { latencies }: Load): Promise<Sample> => ({
  second,
  orders: latencies.length,
  p99: quantile(latencies, 0.99),
  rssMb: (await host.usage()).rssMb,
  cosmos: (await countConnections(host.pid, cosmos.port)) ?? Number.NaN,
  broker: (await countConnections(host.pid, broker.port)) ?? Number.NaN,
});

const most = (samples: readonly Sample[], of: 'cosmos' | 'broker' | 'rssMb'): number =>
  Math.max(...samples.map((one) => one[of]));

type Soaked = { samples: readonly Sample[]; latencies: readonly number[]; heap: { before: number; after: number } };

const findings = ({ samples, latencies, heap }: Soaked): Findings => {
  const half = Math.ceil(samples.length / 2);
  const [first, second] = [samples.slice(0, half), samples.slice(half)];
  const growth = heap.after - heap.before;
  const connections = (part: readonly Sample[]): number => most(part, 'cosmos') + most(part, 'broker');
  return {
    tables: [
      {
        title: `${CLIENTS} clients without a pause, while orders are processed`,
        head: ['second', 'orders', 'p99 ms', 'RSS MB', 'connections to Cosmos DB', 'to the broker'],
        rows: samples.map(({ second: at, orders, p99, rssMb, cosmos, broker }) => [
          at,
          orders,
          p99.toFixed(0),
          rssMb.toFixed(0),
          cosmos,
          broker,
        ]),
      },
      {
        title: 'All of it',
        head: ['orders', 'p50 ms', 'p99 ms', 'heap before MB', 'heap after MB'],
        rows: [
          [
            latencies.length,
            quantile(latencies, 0.5).toFixed(1),
            quantile(latencies, 0.99).toFixed(1),
            heap.before.toFixed(1),
            heap.after.toFixed(1),
          ],
        ],
      },
    ],
    goals: [
      {
        what: 'heap of the host, collected, after against before',
        wanted: `at most ${HEAP_MB} MB more`,
        got: `${growth.toFixed(1)} MB`,
        met: growth <= HEAP_MB,
      },
      {
        what: 'connections of the host in the second half, against the first',
        wanted: 'no more',
        got: `${connections(second)} against ${connections(first)}`,
        met: !(connections(second) > connections(first)),
      },
    ],
    notes: ['Before and after: warmed up, with everything processed. Connections are read from /proc (Linux).'],
  };
};

/**
 * The host with everything that orders need. The stand-ins keep all orders in memory, so they are
 * separate processes.
 */
export const soak: Benchmark = {
  about: 'a minute of 16 clients: memory, connections, p99',
  async run({ quick, progress }) {
    const { parts, seconds } = quick ? { parts: 4, seconds: 2 } : { parts: 6, seconds: 10 };
    const shop = await startShop('ours', { working: true });
    try {
      const calls = await orderCalls(shop, 'ours');
      const from = new Date().toISOString();
      const heapAtRest = async (): Promise<number> => {
        await shop.settled(from, DRAIN_LIMIT_MS);
        // Lets timers of finished work run out, such as deadlines of calls.
        await pause(quick ? 1_000 : 7_000);
        return (await shop.host.usage({ collect: true })).heapMb ?? Number.NaN;
      };
      progress('warming up');
      await closedLoop(calls, CLIENTS, seconds);
      const before = await heapAtRest();
      const samples: Sample[] = [];
      const latencies: number[] = [];
      for (let part = 1; part <= parts; part += 1) {
        progress(`${(part - 1) * seconds} s of ${parts * seconds}`);
        const load = await closedLoop(calls, CLIENTS, seconds);
        latencies.push(...load.latencies);
        samples.push(await sample(shop, part * seconds, load));
      }
      progress('processing what is left');
      return findings({ samples, latencies, heap: { before, after: await heapAtRest() } });
    } finally {
      await shop.stop();
    }
  },
};
