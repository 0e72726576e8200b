import { readFileSync } from 'node:fs';
import { eventTypes, TEST_EVENT } from '../../src/domain/event.ts';
import type { Order, OrderStatus } from '../../src/domain/order.ts';
import { eventsOf } from '../../src/domain/order-events.ts';
import { retryWaitMs } from '../../src/domain/retry-schedule.ts';
import { MAX_ENDPOINTS } from '../../src/domain/webhook-endpoint.ts';
import { product } from '../../tools/openapi/answers.ts';
import { sampleOrder } from '../contracts/sample-data.ts';
import { toCustomerId } from '../support/ids.ts';

const page = readFileSync('docs/webhooks.md', 'utf8');

type Body = { type: string; timestamp: string; data: Record<string, unknown> & { status: OrderStatus } };

const bodies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']): Body => JSON.parse(text));
const bodyOf = (type: string): Body => {
  const found = bodies.find((body) => body.type === type);
  if (!found) throw new Error(`docs/webhooks.md has no example of ${type}.`);
  return found;
};

test('the page of receivers has an example of each type, and no other', () => {
  expect(bodies.map(({ type }) => type).toSorted()).toEqual([...eventTypes, TEST_EVENT].toSorted());
  for (const type of eventTypes) expect(page).toContain(`### \`${type}\``);
});

test.each(eventTypes.filter((type) => type.startsWith('order.')))('the example of %s is what is sent', (type) => {
  const { timestamp, data } = bodyOf(type);
  const { number: _n, ...fields } = { ...bodyOf('order.placed').data, ...data };
  const order: Order = Object.assign(sampleOrder(toCustomerId('alice')), fields);
  const event = eventsOf(order).find((each) => each.type === type);

  expect(event?.time).toBe(timestamp);
  expect(event?.data).toMatchObject(data);
  // The first example has every field but the note, which is optional.
  if (type === 'order.placed') expect(event?.data).toEqual({ ...data, note: order.note });
});

test('the example of a product is a product as the API shows it', () => {
  expect(product.safeParse(bodyOf('product.changed').data).error).toBeUndefined();
});

const units = { s: 1_000, min: 60_000, h: 3_600_000 } as const;

test('the waits of the page are those of the schedule', () => {
  const row = /\| wait before that \| at once (.*)\|/.exec(page)?.[1] ?? '';
  const shown = [...row.matchAll(/(\d+) (s|min|h)\b/g)].map(([, count, unit]) => {
    if (unit !== 's' && unit !== 'min' && unit !== 'h') throw new Error(`No unit: ${unit}`);
    return Number(count) * units[unit];
  });
  const failed = { error: 'timeout' } as const;

  expect(shown).toEqual(shown.map((_, n) => retryWaitMs(n + 1, failed, 0)));
  expect(retryWaitMs(shown.length + 1, failed, 0)).toBeUndefined();
});

test('the limit of endpoints is the one that holds', () => {
  expect(page).toMatch(new RegExp(`endpoints of a shop +\\| ${MAX_ENDPOINTS} `));
});
