import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { type OrderFacts, orderTimeline } from '../order-timeline.ts';
import { OWN_REQUESTS } from '../own-requests.ts';
import {
  auditEntry,
  deadLetter,
  deliveryOfEvent,
  event,
  type LogLine,
  logLine,
  order,
  page,
  queuedMessage,
  traceSummary,
} from '../shapes.ts';
import { partReader } from './part-reader.ts';
import { readTrace } from './read-traces.ts';

const MAX_LIST = 100;

/** More than a person can read; the log has all of it. */
const MAX_LINES = 300;
const MAX_REQUESTS = 10;

const namesOrder = (letter: z.infer<typeof deadLetter>, id: string): boolean =>
  letter.order?.id === id || JSON.stringify(letter.body ?? '').includes(id);

const readDeliveries = async (ask: AskPart, events: readonly { id: string }[], signal: AbortSignal) => {
  const pages = await Promise.all(events.map(({ id }) => ask.api(`/events/${id}/deliveries`, signal)));
  return pages.flatMap((each) => page(deliveryOfEvent).parse(each).items);
};

const isOwn = (requestId: string): boolean => requestId.startsWith(OWN_REQUESTS);

/** The lines that name the order, and all lines of the requests that these belong to. */
const readLines = async (ask: AskPart, url: string, id: string, signal: AbortSignal): Promise<LogLine[]> => {
  const read = async (query: Record<string, string>): Promise<LogLine[]> =>
    z.array(logLine).parse(await ask.part(`${url}?${new URLSearchParams(query)}`, signal));
  const named = (await read({ order: id })).filter(({ requestId }) => requestId === undefined || !isOwn(requestId));
  const requestIds = new Set(named.flatMap(({ requestId }) => requestId ?? []));
  const more = await Promise.all([...requestIds].slice(0, MAX_REQUESTS).map((requestId) => read({ requestId })));
  const lines = [...named, ...more.flat()];
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()].slice(-MAX_LINES);
};

/** One order and all that is known of it, each part on its own. Rejects without the order. */
export const readOrderStory = (parts: ConsoleParts, ask: AskPart, id: string) => {
  const { host, serviceBusControl, traces } = parts;
  const encoded = encodeURIComponent(id);

  const readEvents = async (signal: AbortSignal) =>
    page(event).parse(await ask.api(`/events?subject=${encoded}&limit=${MAX_LIST}`, signal)).items;

  return async (signal: AbortSignal) => {
    const found = order.parse(await ask.api(`/orders/${encoded}`, signal));
    const { read, unknown } = partReader();
    const events = read('events', () => readEvents(signal));
    const [deliveries, audit, letters, log, messages, traceItems] = await Promise.all([
      read('webhook deliveries', async () => readDeliveries(ask, (await events) ?? [], signal)),
      read('audit trail', async () => {
        const entries = await ask.api(`/admin/audit?subject=${encoded}&limit=${MAX_LIST}`, signal);
        return page(auditEntry).parse(entries).items;
      }),
      read('dead letters', async () => {
        const all = page(deadLetter).parse(await ask.api(`/admin/dead-letters?limit=${MAX_LIST}`, signal)).items;
        return all.filter((letter) => namesOrder(letter, found.id));
      }),
      read('log', () => readLines(ask, `${host}/admin/host/logs`, id, signal)),
      read('messages', async () => {
        const url = `${serviceBusControl}/_hearth/messages?contains=${encoded}`;
        return z.array(queuedMessage).parse(await ask.part(url, signal));
      }),
      traces === undefined
        ? []
        : read('traces', async () =>
            z.array(traceSummary).parse(await ask.part(`${traces}/traces?orderId=${encoded}&limit=20`, signal)),
          ),
    ]);
    const facts: OrderFacts = {
      order: found,
      events: (await events) ?? [],
      deliveries: deliveries ?? [],
      audit: audit ?? [],
      deadLetters: letters ?? [],
      messages: messages ?? [],
      log: log ?? [],
    };
    // The oldest one began with the request that placed the order.
    const first = traceItems?.at(-1);
    const trace = first && (await read('trace', () => readTrace(parts, ask, first.traceId)(signal)));
    return { ...facts, traces: traceItems ?? [], trace, timeline: orderTimeline(facts), unknown };
  };
};

export type OrderStory = Awaited<ReturnType<ReturnType<typeof readOrderStory>>>;
