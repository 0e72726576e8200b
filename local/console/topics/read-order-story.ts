import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { type OrderFacts, orderTimeline } from '../order-timeline.ts';
import { deadLetter, deliveryOfEvent, event, order, page, queuedMessage } from '../shapes.ts';
import { findProgress } from '../work-progress.ts';
import { explainMissing } from './explain-missing.ts';
import { partReader } from './part-reader.ts';
import { readOrderAudit } from './read-order-audit.ts';
import { readOrderLog } from './read-order-log.ts';
import { readOrderTraces } from './read-order-traces.ts';
import { readTrace } from './read-traces.ts';

const MAX_LIST = 100;

const namesOrder = (letter: z.infer<typeof deadLetter>, id: string): boolean =>
  letter.order?.id === id || JSON.stringify(letter.body ?? '').includes(id);

const readDeliveries = async (ask: AskPart, events: readonly { id: string }[], signal: AbortSignal) => {
  const pages = await Promise.all(events.map(({ id }) => ask.api(`/events/${id}/deliveries`, signal)));
  return pages.flatMap((each) => page(deliveryOfEvent).parse(each).items);
};

/** One order and all that is known of it, each part on its own. Rejects without the order. */
export const readOrderStory = (parts: ConsoleParts, ask: AskPart, id: string) => {
  const { host, serviceBusControl, traces } = parts;
  const encoded = encodeURIComponent(id);

  const readEvents = async (signal: AbortSignal) =>
    page(event).parse(await ask.api(`/events?subject=${encoded}&limit=${MAX_LIST}`, signal)).items;

  return async (signal: AbortSignal) => {
    const found = order.parse(
      await ask.api(`/orders/${encoded}`, signal).catch(explainMissing('There is no such order.')),
    );
    const { read, unknown } = partReader();
    const events = read('events', () => readEvents(signal));
    const log = read('log', () => readOrderLog(ask, `${host}/admin/host/logs`, id, signal));
    const [deliveries, audit, letters, messages, traceItems] = await Promise.all([
      read('webhook deliveries', async () => readDeliveries(ask, (await events) ?? [], signal)),
      read('audit trail', async () => readOrderAudit(ask, id, (await log) ?? [], signal)),
      read('dead letters', async () => {
        const all = page(deadLetter).parse(await ask.api(`/admin/dead-letters?limit=${MAX_LIST}`, signal)).items;
        return all.filter((letter) => namesOrder(letter, found.id));
      }),
      read('messages', async () => {
        const url = `${serviceBusControl}/_hearth/messages?contains=${encoded}`;
        return z.array(queuedMessage).parse(await ask.part(url, signal));
      }),
      traces === undefined ? [] : read('traces', () => readOrderTraces(ask, traces, id, signal)),
    ]);
    const facts: OrderFacts = {
      order: found,
      events: (await events) ?? [],
      deliveries: deliveries ?? [],
      audit: audit ?? [],
      deadLetters: letters ?? [],
      messages: messages ?? [],
      log: (await log) ?? [],
    };
    // The oldest one began with the request that placed the order.
    const first = traceItems?.at(-1);
    const trace = first && (await read('trace', () => readTrace(parts, ask, first.traceId)(signal)));
    return {
      order: found,
      progress: findProgress(found, facts),
      timeline: orderTimeline(facts),
      deadLetters: facts.deadLetters,
      messages: facts.messages,
      traces: traceItems ?? [],
      trace,
      unknown,
    };
  };
};

export type OrderStory = Awaited<ReturnType<ReturnType<typeof readOrderStory>>>;
