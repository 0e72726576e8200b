import type { Capabilities } from '../../src/application/capabilities.ts';
import { MAX_LAG_MS } from '../../src/application/stock/reconciliation-run.ts';
import { DomainError, Unavailable } from '../../src/domain/errors.ts';
import type { Order } from '../../src/domain/order.ts';
import { inMemoryImages } from '../support/in-memory/in-memory-images.ts';
import { inMemoryJobRuns } from '../support/in-memory/in-memory-job-runs.ts';
import { inMemoryOrders } from '../support/in-memory/in-memory-orders.ts';
import { inMemoryPoisonUploads } from '../support/in-memory/in-memory-poison-uploads.ts';
import { inMemoryProducts } from '../support/in-memory/in-memory-products.ts';
import { inMemoryStock } from '../support/in-memory/in-memory-stock.ts';
import { untraced } from '../support/untraced.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import type { Decisions } from './decisions.ts';
import { journal } from './journal.ts';
import { laggingProducts } from './lagging-products.ts';
import { ledger } from './ledger.ts';
import { orderBroker } from './order-broker.ts';
import { hasReconcile, offerOf, type Plan, productName } from './plan.ts';
import { type Instance, processes, type Task } from './processes.ts';
import { noStats } from './stats.ts';
import { virtualClock } from './virtual-clock.ts';
import { watchedStock } from './watched-stock.ts';

const LOW_STOCK = 5;

/** What the use cases of orders, stock and dead letters ask for. */
type OfEvents =
  | 'orderChanges'
  | 'productChanges'
  | 'events'
  | 'eventTopic'
  | 'webhookEndpoints'
  | 'deliveries'
  | 'deliveryQueue'
  | 'webhookClient'
  | 'allowLoopback';

type OfAudit = 'audit' | 'findCaller' | 'findRequestId';

export type Deps = Omit<
  Capabilities,
  'reports' | 'bookmarks' | 'renderImage' | 'renderCsv' | 'dependencies' | OfEvents | OfAudit
>;

/** Where an invocation runs on a good day. */
const homes = ['api', 'worker', 'timer'] as const;

type Home = (typeof homes)[number];

type Invocation<T> = {
  name: string;
  home: Home;
  orderId: () => string | undefined;
  work: (deps: Deps, task: Task) => Promise<T>;
  ended?: (value: T) => void;
  failed?: (error: unknown) => void;
  crashed?: () => void;
  stalled?: () => void;
};

/** Errors that a use case may throw at its caller. */
const isExpected = (error: unknown): boolean =>
  error instanceof DomainError ||
  error instanceof Unavailable ||
  (error instanceof Error && error.message.includes('kept changing'));

/** A shop and its surroundings, in which nothing happens without the scheduler. */
export const world = (plan: Plan, decisions: Decisions, traced: boolean) => {
  const clock = virtualClock();
  const stats = noStats();
  const idOfKey = new Map<string, string>();
  const readable = (text: string): string => [...idOfKey].reduce((said, [key, id]) => said.replaceAll(id, key), text);
  const { note, decide, breaks, beCalm, timeline, broken } = journal(clock, decisions, { traced, readable });

  const stock = inMemoryStock({ clock });
  const images = inMemoryImages({ clock });
  const poisonUploads = inMemoryPoisonUploads();
  const queue = orderBroker(clock, stats, note);
  const running = processes({ outage: plan.outage, decide, stats, note });
  const deadLetters = deadLetterQueue(queue.dead);
  const watched = watchedStock({ stock, note, broken: breaks });
  const marks = new Map<string, number>();
  const replicasDeps = {
    now: clock.ms,
    maxLag: hasReconcile(plan) ? MAX_LAG_MS : Number.POSITIVE_INFINITY,
    decide,
    stats,
    note,
  };
  const { productsFor } = laggingProducts({ ...replicasDeps, products: inMemoryProducts() });
  const marksOf = (id: string): number => marks.get(id) ?? 0;
  const orders = ledger({
    orders: inMemoryOrders(),
    ...replicasDeps,
    broken: breaks,
    written: (before, after) => {
      if (!before) {
        if (idOfKey.has(after.note ?? '')) breaks(`two orders of ${after.note}`);
        idOfKey.set(after.note ?? '', after.id);
      }
      if (after.attention && !before?.attention) {
        stats.attentions += 1;
        marks.set(after.id, marksOf(after.id) + 1);
      }
      if (before?.debt?.due !== after.debt?.due) watched.checkPaid(after);
    },
  });

  const instances: Instance[] = homes.map((name) => ({ name, tasks: new Set(), session: new Map() }));
  const jobRuns = inMemoryJobRuns();
  let ids = 0;

  const log = {
    info: () => {},
    warn: (event: string) => {
      if (event === 'order_attempt_failed') stats.retryCopies += 1;
      if (event === 'order_send_failed') stats.lateSends += 1;
      note(`  log: ${event}`);
    },
    error: (event: string) => note(`  log: ${event}`),
  };

  const depsFor = (task: Task): Deps => ({
    ...untraced,
    orders: running.gated(() => task, 'orders', orders.ordersFor(task.instance.session)),
    products: running.gated(() => task, 'products', productsFor(task.instance.session)),
    stock: running.gated(() => task, 'stock', watched.stock),
    orderQueue: running.gated(() => task, 'queue', queue.queue),
    deadLetters: running.gated(() => task, 'deadLetters', deadLetters),
    poisonUploads,
    jobRuns,
    images,
    clock,
    pause: clock.pause,
    log,
    lowStock: LOW_STOCK,
    backOff: { maxAttempts: plan.maxAttempts, baseMs: 1000, capMs: 300_000 },
    random: () => [0.5, 0, 0.1, 0.99][decide('wait', 4)] ?? 0.5,
    randomId: () => `random-${++ids}`,
    entropy: (bytes: number) => new Uint8Array(bytes).fill(++ids),
  });

  const spawn = <T>(invocation: Invocation<T>): void => {
    const { name, home, orderId, work, ended, failed, crashed, stalled } = invocation;
    const index = homes.indexOf(home) + decide('home', instances.length);
    const instance = instances[index % instances.length];
    if (!instance) throw new Error('There is no instance to run on.');
    const none = () => {};
    const task: Task = { name, instance, orderId, crashed: crashed ?? none, stalled: stalled ?? none, dead: false };
    instance.tasks.add(task);
    const end = (settle: () => void): void => {
      if (task.dead) return;
      instance.tasks.delete(task);
      settle();
    };
    work(depsFor(task), task).then(
      (value) => end(() => ended?.(value)),
      (error) =>
        end(() => {
          if (!isExpected(error)) breaks(`${name} threw ${String(error)}`);
          failed?.(error);
        }),
    );
  };

  const open = async (): Promise<void> => {
    for (const [n, units] of plan.units.entries()) {
      const at = clock().toISOString();
      await productsFor(new Map()).create({
        id: productName(n),
        ...offerOf(n, 'as at first'),
        availability: 'in_stock',
        images: [],
        createdAt: at,
        updatedAt: at,
      });
      await stock.createLevel(productName(n), { received: units, shipped: 0, available: units, held: 0 });
    }
  };

  return {
    plan,
    clock,
    stats,
    note,
    timeline,
    decide,
    breaks,
    broken,
    stock,
    queue,
    marksOf,
    running,
    orders,
    log,
    spawn,
    open,
    idOf: (key: number): string | undefined => idOfKey.get(`key-${key}`),
    orderOf: (key: number): Order | undefined => orders.latest(idOfKey.get(`key-${key}`) ?? ''),
    beCalm: (): void => {
      beCalm();
      running.beCalm();
    },
  };
};

export type World = ReturnType<typeof world>;
