import type { AskPart } from './ask-part.ts';
import type { ConsoleParts } from './console-parts.ts';
import type { Topic } from './live-hub.ts';
import type { Receiver } from './receiver.ts';
import { readDeadLetters } from './topics/read-dead-letters.ts';
import { readOrderStory } from './topics/read-order-story.ts';
import { readNewestOrders, readOrders } from './topics/read-orders.ts';
import { readProduct, readProducts } from './topics/read-products.ts';
import { readStatus } from './topics/read-status.ts';
import { readTimers } from './topics/read-timers.ts';
import { readTrace, readTraces } from './topics/read-traces.ts';
import { readWebhooks } from './topics/read-webhooks.ts';
import { createStockReader } from './topics/stock-reader.ts';

type Options = { parts: ConsoleParts; ask: AskPart; receiver: Receiver; quietMs: number };

/** Asking the stand-ins costs next to nothing and leaves no line in the log. */
const STATUS_MS = 900;
/** What happens at the same time is one change. */
const REST_MS = 150;
/** A read of all products is a request for each of them. */
const PRODUCTS_REST_MS = 2_000;

const ONE = /^(order|trace|product)\/([\w-]{1,100})$/;

/** The topics by their names. `quietMs`: between two reads of the API when all is quiet. */
export const topicFinder = ({ parts, ask, receiver, quietMs }: Options) => {
  const topics: Readonly<Record<string, Topic>> = {
    status: { everyMs: STATUS_MS, restMs: REST_MS, read: readStatus(parts, ask) },
    orders: { everyMs: quietMs, restMs: REST_MS, read: readOrders(parts, ask) },
    'newest-orders': { everyMs: quietMs, restMs: REST_MS, read: readNewestOrders(ask) },
    'dead-letters': { everyMs: quietMs, restMs: REST_MS, read: readDeadLetters(parts, ask) },
    products: { everyMs: quietMs, restMs: PRODUCTS_REST_MS, read: readProducts(ask, createStockReader(parts, ask)) },
    timers: { everyMs: quietMs, restMs: REST_MS, read: readTimers(parts, ask) },
    traces: { everyMs: quietMs, restMs: REST_MS, read: readTraces(parts, ask) },
    webhooks: { everyMs: quietMs, restMs: REST_MS, read: readWebhooks(ask, receiver) },
  };
  return (name: string): Topic | undefined => {
    const [, kind, id = ''] = ONE.exec(name) ?? [];
    const rhythm = { everyMs: quietMs, restMs: REST_MS };
    if (kind === 'order') return { ...rhythm, read: readOrderStory(parts, ask, id) };
    if (kind === 'product') return { ...rhythm, read: readProduct(ask, createStockReader(parts, ask), id) };
    if (kind === 'trace') return { ...rhythm, read: readTrace(parts, ask, id) };
    return Object.hasOwn(topics, name) ? topics[name] : undefined;
  };
};
