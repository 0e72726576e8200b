import { signWebhook } from '../../src/domain/sign-webhook.ts';
import { type ExampleReceiver, startExampleReceiver } from '../support/example-receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

let receiver: ExampleReceiver;

beforeAll(async () => {
  receiver = await startExampleReceiver({ secret });
});

afterAll(() => receiver.close());

const bodyOf = (id: string): string =>
  JSON.stringify({ type: 'order.shipped', timestamp: '2026-11-24T07:10:00.000Z', data: { id: `order of ${id}` } });
const now = () => Math.floor(Date.now() / 1000);

type Sent = { id?: string; secrets?: string[]; timestamp?: number; change?: (body: string) => string };

const post = async ({ id = 'evt_1', secrets = [secret], timestamp = now(), change = (body) => body }: Sent = {}) => {
  const body = bodyOf(id);
  const headers = { 'content-type': 'application/json', ...signWebhook({ id, timestamp, body }, secrets) };
  return (await fetch(receiver.url, { method: 'POST', headers, body: change(body) })).status;
};

const lineOf = (id: string): string => `order.shipped at 2026-11-24T07:10:00.000Z: order of ${id}`;

test('the example handles what Hearth signed, and an event that comes again only once', async () => {
  expect(await post({ id: 'evt_first' })).toBe(204);
  expect(await post({ id: 'evt_first' })).toBe(204);
  expect(await post({ id: 'evt_second' })).toBe(204);

  await receiver.until(2);
  expect(receiver.lines).toEqual([lineOf('evt_first'), lineOf('evt_second')]);
});

test('the example accepts a webhook that is signed with the old secret and the new one', async () => {
  expect(await post({ id: 'evt_rotated', secrets: [other, secret] })).toBe(204);
});

test.each<[string, Sent]>([
  ['another secret', { secrets: [other] }],
  ['another body', { change: (body) => body.replace('shipped', 'placed') }],
  ['the same content with other bytes', { change: (body) => `${body} ` }],
  ['an old timestamp', { timestamp: now() - 600 }],
  ['a timestamp of the future', { timestamp: now() + 600 }],
])('the example refuses %s', async (_, sent) => {
  expect(await post(sent)).toBe(400);
});

test('the example refuses what is not signed', async () => {
  expect((await fetch(receiver.url, { method: 'POST', body: bodyOf('evt_1') })).status).toBe(400);
});

test('the example refuses a body that is too large', async () => {
  expect(await post({ change: () => 'x'.repeat(2 * 1024 * 1024) })).toBe(400);
});
