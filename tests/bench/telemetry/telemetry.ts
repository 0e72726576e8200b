import { createServer } from 'node:http';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import type { Benchmark, Findings } from '../benchmark.ts';
import { orderCalls } from '../load/order-calls.ts';
import { type Call, closedLoop } from '../load/place-request.ts';
import { type Shop, startShop } from '../processes/start-shop.ts';
import { median } from '../statistics.ts';

const sides = ['off', 'on'] as const;
type Side = (typeof sides)[number];

type Measured = { cpuPerOrder: number; ordersPerSecond: number };

const CLIENTS = 16;
const WARM_ORDERS = 3_000;

/** Takes everything and keeps nothing, so that its own cost is small. */
const startDrain = async () => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  const port = await listenOnFreePort(server);
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${port}`, close };
};

const loadShop = async (shop: Shop, calls: readonly Call[], seconds: number): Promise<Measured> => {
  const before = await shop.host.usage();
  const { latencies, seconds: took } = await closedLoop(calls, CLIENTS, seconds);
  const after = await shop.host.usage();
  return { cpuPerOrder: (after.cpuMs - before.cpuMs) / latencies.length, ordersPerSecond: latencies.length / took };
};

const findings = (rounds: readonly Record<Side, Measured>[]): Findings => {
  const ratio = median(rounds.map(({ on, off }) => on.cpuPerOrder / off.cpuPerOrder));
  const middle = (side: Side, measure: (one: Measured) => number) =>
    median(rounds.map((round) => measure(round[side])));
  return {
    tables: [
      {
        title: 'Placing orders, with traces and metrics',
        head: ['telemetry', 'host CPU ms/order', 'orders/s', 'CPU, ratio'],
        rows: sides.map((side) => [
          side,
          middle(side, ({ cpuPerOrder }) => cpuPerOrder).toFixed(2),
          middle(side, ({ ordersPerSecond }) => ordersPerSecond).toFixed(0),
          side === 'on' ? ratio.toFixed(2) : '1',
        ]),
      },
    ],
    goals: [],
    notes: [
      `Medians of ${rounds.length} rounds with ${CLIENTS} clients; the ratio is of a round, then the median. Every order is recorded and exported over OTLP, with its five spans, to a collector that keeps nothing.`,
    ],
  };
};

/** The same app twice; one of the two exports everything. Orders are placed, not processed. */
export const telemetry: Benchmark = {
  about: 'placing orders with all traces and metrics exported, against none',
  async run({ quick, progress }) {
    const { rounds, seconds, most } = quick
      ? { rounds: 1, seconds: 1, most: 200 }
      : { rounds: 7, seconds: 3, most: WARM_ORDERS };
    const drain = await startDrain();
    const off = await startShop('ours', { working: false });
    try {
      const on = await startShop('ours', { working: false }, { OTEL_EXPORTER_OTLP_ENDPOINT: drain.endpoint });
      try {
        const calls = { on: await orderCalls(on, 'ours'), off: await orderCalls(off, 'ours') };
        progress('warming up');
        await closedLoop(calls.off, CLIENTS, 30, most);
        await closedLoop(calls.on, CLIENTS, 30, most);
        const measured: Record<Side, Measured>[] = [];
        for (let round = 1; round <= rounds; round += 1) {
          progress(`round ${round} of ${rounds}`);
          const offFirst = round % 2 === 0 ? await loadShop(off, calls.off, seconds) : undefined;
          const loadedOn = await loadShop(on, calls.on, seconds);
          measured.push({ on: loadedOn, off: offFirst ?? (await loadShop(off, calls.off, seconds)) });
        }
        return findings(measured);
      } finally {
        await on.stop();
      }
    } finally {
      await off.stop();
      await drain.close();
    }
  },
};
