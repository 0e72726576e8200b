import type { Benchmark, Findings } from '../benchmark.ts';
import { orderCalls, type Variant, variants } from '../load/order-calls.ts';
import { type Call, closedLoop } from '../load/place-request.ts';
import { type Shop, startShop } from '../processes/start-shop.ts';
import { median, quantile } from '../statistics.ts';

const clientCounts = [1, 16, 64] as const;
type Clients = (typeof clientCounts)[number];

const GOAL = 1.3;
/** The load at which goals are checked: busy, but not overloaded. */
const AT: Clients = 16;

/**
 * Orders that warm up the compiler; before that, an order costs several times as much. Both bare
 * variants share a host.
 */
const WARM_ORDERS: Readonly<Record<Variant, number>> = { ours: 4_000, bare: 2_000, 'bare, reading': 2_000 };
const WARM_SECONDS = 30;

type Measured = { latencies: number[]; seconds: number; cpuMs: number };
type Key = `${Variant}/${Clients}`;
type Rounds = ReadonlyMap<Key, readonly Measured[]>;

type Side = { shop: Shop; calls: readonly Call[] };

const loadSide = async ({ shop, calls }: Side, clients: number, seconds: number): Promise<Measured> => {
  const before = await shop.host.usage();
  const load = await closedLoop(calls, clients, seconds);
  const after = await shop.host.usage();
  return { ...load, cpuMs: after.cpuMs - before.cpuMs };
};

const together = (rounds: readonly Measured[]): Measured => ({
  latencies: rounds.flatMap(({ latencies }) => latencies),
  seconds: sumOf(rounds.map(({ seconds }) => seconds)),
  cpuMs: sumOf(rounds.map(({ cpuMs }) => cpuMs)),
});

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
const cpuPerOrder = ({ cpuMs, latencies }: Measured): number => cpuMs / latencies.length;
const p50 = ({ latencies }: Measured): number => quantile(latencies, 0.5);
const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(0)} %`;

const findings = (measured: Rounds, count: number): Findings => {
  const of = (variant: Variant, clients: Clients): readonly Measured[] => {
    const found = measured.get(`${variant}/${clients}`);
    if (!found) throw new Error(`${variant} was not measured with ${clients} clients.`);
    return found;
  };

  /** Compares round by round, so that noise of some seconds affects one ratio, not all. */
  const ratios = (measure: (one: Measured) => number, other: Variant, clients: Clients): number[] => {
    const others = of(other, clients).map(measure);
    return of('ours', clients).map((one, round) => measure(one) / (others[round] ?? Number.NaN));
  };
  const goal = (name: string, measure: (one: Measured) => number, other: Variant) => {
    const each = ratios(measure, other, AT);
    const middle = median(each);
    const pooled = measure(together(of('ours', AT))) / measure(together(of(other, AT)));
    return {
      what: `${name} with ${AT} clients, above ${other}`,
      wanted: `at most ${percent(GOAL)}`,
      got: `${percent(middle)} (${percent(Math.min(...each))} to ${percent(Math.max(...each))}; pooled ${percent(pooled)})`,
      met: middle <= GOAL,
    };
  };
  return {
    tables: [
      {
        title: 'Placing orders over HTTP',
        head: ['clients', 'variant', 'orders/s', 'p50 ms', 'p99 ms', 'host CPU ms/order', 'CPU of ours to it'],
        rows: clientCounts.flatMap((clients) =>
          variants.map((variant) => {
            const rounds = of(variant, clients);
            const middle = (measure: (one: Measured) => number): number => median(rounds.map(measure));
            return [
              clients,
              variant,
              middle(({ latencies, seconds }) => latencies.length / seconds).toFixed(0),
              middle(p50).toFixed(1),
              middle(({ latencies }) => quantile(latencies, 0.99)).toFixed(1),
              middle(cpuPerOrder).toFixed(2),
              variant === 'ours' ? '' : median(ratios(cpuPerOrder, variant, clients)).toFixed(2),
            ];
          }),
        ),
      },
    ],
    goals: [goal('host CPU per order', cpuPerOrder, 'bare, reading'), goal('p50', p50, 'bare, reading')],
    notes: [
      `Medians of ${count} rounds; each begins with another variant. Ratios are of a round, then the median. bare: the same write and the same send, and nothing else. bare, reading: it reads the product, too.`,
      'Ours also checks the token and the body, and prices the order. Host, Cosmos DB, broker and issuer are a process each; the clients are this one.',
    ],
  };
};

/** Rotates the list. */
const turned = <T>(list: readonly T[], by: number): T[] => [
  ...list.slice(by % list.length),
  ...list.slice(0, by % list.length),
];

/**
 * Ours and the bare handlers each have a Functions host, so that all include its cost. Orders are
 * placed, not processed.
 */
export const orders: Benchmark = {
  about: 'placing orders over HTTP, against a bare handler that does the same write and send',
  async run({ quick, progress }) {
    const { rounds, seconds } = quick ? { rounds: 1, seconds: 1 } : { rounds: 7, seconds: 3 };
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
        for (const [variant, { calls }] of sides)
          await closedLoop(calls, AT, WARM_SECONDS, quick ? 200 : WARM_ORDERS[variant]);
        const measured = new Map<Key, Measured[]>();
        for (let round = 1; round <= rounds; round += 1) {
          progress(`round ${round} of ${rounds}`);
          for (const clients of clientCounts) {
            for (const variant of turned(variants, round)) {
              const each = sides.get(variant);
              if (!each) throw new Error(`${variant} was not started.`);
              const key: Key = `${variant}/${clients}`;
              measured.set(key, [...(measured.get(key) ?? []), await loadSide(each, clients, seconds)]);
            }
          }
        }
        return findings(measured, rounds);
      } finally {
        await bare.stop();
      }
    } finally {
      await ours.stop();
    }
  },
};
