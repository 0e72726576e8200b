import type { Benchmark, Findings } from '../benchmark.ts';
import { orderCalls, type Variant, variants } from '../load/order-calls.ts';
import { type Call, closedLoop } from '../load/place-request.ts';
import { type Shop, startShop } from '../processes/start-shop.ts';
import { quantile } from '../statistics.ts';

const clientCounts = [1, 16, 64] as const;
type Clients = (typeof clientCounts)[number];

const GOAL = 1.3;
/** Where the goals are read off: busy, and not beyond what it can do. */
const AT: Clients = 16;

/** Until the compiler has seen it all: before that, an order costs several times as much. */
const WARM_ORDERS = 2_000;
const WARM_SECONDS = 30;

type Sums = { latencies: number[]; seconds: number; cpuMs: number };
type Key = `${Variant}/${Clients}`;

type Side = { shop: Shop; calls: readonly Call[] };

const loadSide = async ({ shop, calls }: Side, clients: number, seconds: number): Promise<Sums> => {
  const before = await shop.host.usage();
  const load = await closedLoop(calls, clients, seconds);
  const after = await shop.host.usage();
  return { ...load, cpuMs: after.cpuMs - before.cpuMs };
};

const add = (sums: Map<Key, Sums>, key: Key, { latencies, seconds, cpuMs }: Sums): void => {
  const so = sums.get(key) ?? { latencies: [], seconds: 0, cpuMs: 0 };
  sums.set(key, {
    latencies: [...so.latencies, ...latencies],
    seconds: so.seconds + seconds,
    cpuMs: so.cpuMs + cpuMs,
  });
};

const cpuPerOrder = ({ cpuMs, latencies }: Sums): number => cpuMs / latencies.length;
const p50 = ({ latencies }: Sums): number => quantile(latencies, 0.5);

const findings = (sums: ReadonlyMap<Key, Sums>, rounds: number): Findings => {
  const of = (variant: Variant, clients: Clients): Sums => {
    const found = sums.get(`${variant}/${clients}`);
    if (!found) throw new Error(`${variant} was not measured with ${clients} clients.`);
    return found;
  };
  const above = (measure: (one: Sums) => number, other: Variant, clients: Clients): number =>
    measure(of('ours', clients)) / measure(of(other, clients));
  const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(0)} %`;
  const goal = (name: string, measure: (one: Sums) => number, other: Variant) => ({
    what: `${name} with ${AT} clients, above ${other}`,
    wanted: `at most ${percent(GOAL)}`,
    got: percent(above(measure, other, AT)),
    met: above(measure, other, AT) <= GOAL,
  });
  return {
    tables: [
      {
        title: 'Placing orders over HTTP',
        head: ['clients', 'variant', 'orders/s', 'p50 ms', 'p99 ms', 'host CPU ms/order', 'CPU of ours to it'],
        rows: clientCounts.flatMap((clients) =>
          variants.map((variant) => {
            const one = of(variant, clients);
            return [
              clients,
              variant,
              (one.latencies.length / one.seconds).toFixed(0),
              p50(one).toFixed(1),
              quantile(one.latencies, 0.99).toFixed(1),
              cpuPerOrder(one).toFixed(2),
              variant === 'ours' ? '' : above(cpuPerOrder, variant, clients).toFixed(2),
            ];
          }),
        ),
      },
    ],
    goals: [goal('host CPU per order', cpuPerOrder, 'bare, reading'), goal('p50', p50, 'bare, reading')],
    notes: [
      `${rounds} rounds, in turn. bare: the same write and the same send, and nothing else. bare, reading: it reads the product, too.`,
      'Ours also checks the token and the body, and prices the order. Host, Cosmos DB, broker and issuer are a process each; the clients are this one.',
    ],
  };
};

/** All in one host, so that what the host itself costs is in all of them. Orders are placed and not worked off. */
export const orders: Benchmark = {
  about: 'placing orders over HTTP, against a bare handler that does the same write and send',
  async run({ quick, progress }) {
    const { rounds, seconds } = quick ? { rounds: 1, seconds: 1 } : { rounds: 3, seconds: 4 };
    const ours = await startShop('ours', { working: false });
    try {
      const bare = await startShop('bare', { working: false });
      try {
        const side = async (variant: Variant): Promise<Side> => {
          const shop = variant === 'ours' ? ours : bare;
          return { shop, calls: await orderCalls(shop, variant) };
        };
        const sides = new Map<Variant, Side>();
        for (const variant of variants) sides.set(variant, await side(variant));
        progress('warming up');
        for (const { calls } of sides.values()) await closedLoop(calls, AT, WARM_SECONDS, quick ? 200 : WARM_ORDERS);
        const sums = new Map<Key, Sums>();
        for (let round = 1; round <= rounds; round += 1) {
          progress(`round ${round} of ${rounds}`);
          for (const clients of clientCounts) {
            for (const [variant, each] of sides)
              add(sums, `${variant}/${clients}`, await loadSide(each, clients, seconds));
          }
        }
        return findings(sums, rounds);
      } finally {
        await bare.stop();
      }
    } finally {
      await ours.stop();
    }
  },
};
