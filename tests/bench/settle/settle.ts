import type { Benchmark, Findings } from '../benchmark.ts';
import { orderCalls } from '../load/order-calls.ts';
import { steadyRate } from '../load/place-request.ts';
import { type Shop, startShop } from '../processes/start-shop.ts';
import { quantile } from '../statistics.ts';

const rates = [5, 20, 50] as const;
const SETTLE_LIMIT_MS = 90_000;

const apps = ['ours', 'bare'] as const;
type App = (typeof apps)[number];

type Row = { app: App; rate: number; latencies: number[] };

/** Milliseconds between the two times that each order states. */
const settleAtRate = async (app: App, shop: Shop, rate: number, seconds: number): Promise<number[]> => {
  const calls = await orderCalls(shop, app);
  const from = new Date().toISOString();
  await steadyRate(calls, rate, seconds);
  await shop.settled(from, SETTLE_LIMIT_MS);
  const orders = await shop.orders(from);
  if (orders.length !== rate * seconds) throw new Error(`${orders.length} orders of ${rate * seconds} were found.`);
  return orders.map(({ placedAt, confirmedAt }) => {
    if (confirmedAt === undefined) throw new Error('An order was not confirmed.');
    return Date.parse(confirmedAt) - Date.parse(placedAt);
  });
};

const findings = (rows: readonly Row[]): Findings => ({
  tables: [
    {
      title: 'From placed to confirmed',
      head: ['orders/s', 'variant', 'orders', 'p50 ms', 'p99 ms'],
      rows: rates.flatMap((rate) =>
        apps.map((app) => {
          const latencies = rows.filter((row) => row.rate === rate && row.app === app).flatMap((row) => row.latencies);
          const ms = (q: number) => quantile(latencies, q).toFixed(0);
          return [rate, app, latencies.length, ms(0.5), ms(0.99)];
        }),
      ),
    },
  ],
  goals: [],
  notes: [
    'From placedAt to confirmedAt: the write of the order, the send, the queue, the reservation, but not the write that confirms.',
    'bare: a consumer that reads the order, decrements the level and overwrites the order: no reservation, no condition, no outbox.',
  ],
});

/** Every order is placed at its time, whatever happened to the earlier ones. */
export const settle: Benchmark = {
  about: 'from placed to confirmed, at some rates, against a bare consumer',
  async run({ quick, progress }) {
    const { rounds, seconds } = quick ? { rounds: 1, seconds: 2 } : { rounds: 2, seconds: 6 };
    const ours = await startShop('ours', { working: true });
    try {
      const bare = await startShop('bare', { working: true });
      try {
        const shops = { ours, bare };
        progress('warming up');
        for (const app of apps) await settleAtRate(app, shops[app], 20, seconds);
        const rows: Row[] = [];
        for (let round = 1; round <= rounds; round += 1) {
          for (const rate of rates) {
            progress(`round ${round} of ${rounds}, ${rate} orders a second`);
            for (const app of apps)
              rows.push({ app, rate, latencies: await settleAtRate(app, shops[app], rate, seconds) });
          }
        }
        return findings(rows);
      } finally {
        await bare.stop();
      }
    } finally {
      await ours.stop();
    }
  },
};
