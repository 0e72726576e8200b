import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { Receiver } from '../receiver.ts';
import { delivery, endpoint, page } from '../shapes.ts';
import { partReader } from './part-reader.ts';

const MAX_DELIVERIES = 20;

const endpoints = z.looseObject({ items: z.array(endpoint) });

/** Webhook endpoints with their newest deliveries, and what the built-in receiver got. */
export const readWebhooks = (ask: AskPart, receiver: Receiver) => async (signal: AbortSignal) => {
  const { items } = endpoints.parse(await ask.api('/webhook-endpoints', signal));
  const { read, unknown } = partReader();
  const rows = await Promise.all(
    items.map(async (each) => ({
      endpoint: each,
      isBuiltIn: receiver.owns(each.url),
      answers: receiver.answersOf(each.url),
      deliveries: await read(`deliveries of ${each.id}`, async () => {
        const list = await ask.api(`/webhook-endpoints/${each.id}/deliveries?limit=${MAX_DELIVERIES}`, signal);
        return page(delivery).parse(list).items;
      }),
    })),
  );
  return { rows, received: receiver.received(), unknown };
};

export type Webhooks = Awaited<ReturnType<ReturnType<typeof readWebhooks>>>;
