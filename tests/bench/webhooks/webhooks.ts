import type { Benchmark, Findings } from '../benchmark.ts';
import { quantile } from '../statistics.ts';
import { type Charges, measureCharges } from './charges.ts';
import { type Isolation, measureIsolation } from './isolation.ts';
import { type Latencies, measureLatency } from './latency.ts';

const MAX_MEDIAN_MS = 1_500;
const MAX_UNITS = 12;
const MAX_RISE = 0.5;

const KEPT_ORDERS = 10_000;

type Measured = {
  latencies: readonly Latencies[];
  charges: readonly [empty: Charges, full: Charges];
  isolation: readonly [healthy: Isolation, hanging: Isolation];
};

const RATES = [10, 50] as const;

const tables = ({ latencies, charges: [empty, full], isolation }: Measured): Findings['tables'] => [
  {
    title: 'From the moment of an event to the 2xx of its receiver',
    head: ['orders/s', 'event', 'events', 'p50 ms', 'p95 ms', 'p99 ms', 'host CPU ms/order'],
    rows: latencies.flatMap(({ rate, byType, cpuMs }) =>
      byType.map(({ type, ms }) => [
        rate,
        type,
        ms.length,
        ...[0.5, 0.95, 0.99].map((q) => quantile(ms, q).toFixed(0)),
        cpuMs.toFixed(1),
      ]),
    ),
  },
  {
    title: 'RU (model) for each event of an order, with one endpoint',
    head: ['operation', 'in an empty store', `with ${full.kept.toLocaleString('en')} orders and their events`],
    rows: [
      ...[...full.byOperation].map(([name, units]) => [
        name,
        (empty.byOperation.get(name) ?? 0).toFixed(2),
        units.toFixed(2),
      ]),
      ['together', empty.total.toFixed(1), full.total.toFixed(1)],
    ],
  },
  {
    title: 'From the fan-out to the 2xx of a healthy endpoint, of 20 endpoints',
    head: ['of which hang', 'deliveries', 'to healthy ones', 'p50 ms', 'p95 ms'],
    rows: isolation.map(({ hanging, deliveries, healthy }) => [
      hanging,
      deliveries,
      healthy.count,
      healthy.p50.toFixed(0),
      healthy.p95.toFixed(0),
    ]),
  },
];

const findings = (measured: Measured): Findings => {
  const { latencies, charges, isolation } = measured;
  const [empty, full] = charges;
  const [healthy, hanging] = isolation;
  const placed = quantile(latencies.at(-1)?.byType[0]?.ms ?? [], 0.5);
  const rise = hanging.healthy.p95 / healthy.healthy.p95 - 1;
  return {
    tables: tables(measured),
    goals: [
      {
        what: `median from the write of an order to the 2xx, at ${RATES.at(-1)} orders a second`,
        wanted: `under ${MAX_MEDIAN_MS} ms`,
        got: `${placed.toFixed(0)} ms`,
        met: placed < MAX_MEDIAN_MS,
      },
      {
        what: 'RU for each event',
        wanted: `at most ${MAX_UNITS}`,
        got: full.total.toFixed(1),
        met: full.total <= MAX_UNITS,
      },
      {
        what: 'RU for each event as the store fills',
        wanted: 'the same',
        got: `${empty.total.toFixed(2)} and ${full.total.toFixed(2)}`,
        met: Math.abs(full.total - empty.total) < 0.05,
      },
      {
        what: 'p95 of healthy endpoints while five hang',
        wanted: `less than ${100 * MAX_RISE} % more`,
        got: `${(100 * rise).toFixed(0)} % more`,
        met: rise < MAX_RISE,
      },
    ],
    notes: [
      'Host CPU: of the order itself, with five lines, and of its two events.',
      'RU: one of four writes of an order has no event. Without the writes of the order, the polls of the feed and query plans.',
      'Endpoints that hang: the use cases with 16 messages at once, as host.json has it, and real HTTP receivers that answer after 20 ms.',
      'Ports are in memory, and each call of one takes 5 ms. All endpoints are healthy for six seconds before some hang.',
    ],
  };
};

export const webhooks: Benchmark = {
  about: 'from an order to its webhooks: time, request units, and receivers that hang',
  async run({ quick, progress }) {
    progress('endpoints that hang, against none: three and a half minutes');
    const isolation = await measureIsolation(quick ? 50 : 500);
    progress('request units');
    const charges = [await measureCharges(0), await measureCharges(quick ? 100 : KEPT_ORDERS)] as const;
    const seconds = quick ? 4 : 20;
    const latencies: Latencies[] = [];
    for (const rate of RATES) latencies.push(await measureLatency(rate, seconds, progress));
    return findings({ latencies, charges, isolation });
  },
};
