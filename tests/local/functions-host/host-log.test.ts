import { createServer, type Server } from 'node:http';
import { createKeptLog, type KeptLog } from '../../../local/functions-host/kept-log.ts';
import { createLogEndpoint } from '../../../local/functions-host/log-endpoint.ts';
import type { LogLine } from '../../../local/functions-host/log-line.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

const line = (message: string, rest: Partial<LogLine> = {}): LogLine => ({
  time: new Date('2026-11-24T12:00:00Z'),
  level: 'information',
  category: 'Function.placeOrder.User',
  message,
  ...rest,
});

const event = (fields: Record<string, unknown>, rest: Partial<LogLine> = {}) =>
  line(JSON.stringify({ event: 'order_placed', ...fields }), rest);

let log: KeptLog;
let endpoint: ReturnType<typeof createLogEndpoint>;
let server: Server;
let url: string;

beforeEach(async () => {
  log = createKeptLog();
  endpoint = createLogEndpoint(log);
  server = createServer((request, response) => {
    endpoint.send(request, response, new URL(request.url ?? '', 'http://host').searchParams);
  });
  url = `http://127.0.0.1:${await listenOnFreePort(server)}`;
});

afterEach(() => {
  endpoint.endStreams();
  server.closeAllConnections();
  server.close();
});

const read = async (query = ''): Promise<unknown> => (await fetch(`${url}/${query}`)).json();

const streamOf = (query = '', lastId?: string): Promise<Response> =>
  fetch(`${url}/${query}`, {
    headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
  });

const inStream = (text: string, name: 'id' | 'data'): string[] =>
  [...text.matchAll(/^(id|data): (.*)$/gm)].flatMap(([, found, value = '']) => (found === name ? [value] : []));

const messagesIn = (text: string): unknown[] => inStream(text, 'data').map((data) => JSON.parse(data).message);

test('an event is an object with its fields, and a message stays one', async () => {
  log.add(event({ orderId: 'ord_1' }, { invocationId: 'abcdefgh-1' }));
  log.add(line('started', { level: 'warning', category: 'Host' }));

  const time = '2026-11-24T12:00:00.000Z';
  expect(await read()).toEqual([
    {
      event: 'order_placed',
      orderId: 'ord_1',
      time,
      level: 'information',
      category: 'Function.placeOrder.User',
      invocationId: 'abcdefgh-1',
    },
    { message: 'started', time, level: 'warning', category: 'Host' },
  ]);
});

test('the last 5,000 lines are kept, and of each at most 16 KiB', async () => {
  for (let index = 1; index <= 5001; index += 1) log.add(line(`line ${index}`));
  log.add(line('x'.repeat(100_000)));

  const kept = log.after(0).map(({ record }) => String(record.message));
  expect(kept).toHaveLength(5000);
  expect(kept.at(0)).toBe('line 3');
  expect(kept.at(-1)).toBe(`${'x'.repeat(16_384)}...`);
});

test.each([
  ['?order=ord_1', [1]],
  ['?order=XWCR-2YMZ', [1]],
  ['?order=ord_', []],
  ['?invocation=abcdefgh', [2]],
  ['?function=placeorder', [1, 2]],
  ['?requestId=r1', [1, 2]],
  ['?requestId=r1&level=warning', [2]],
  ['?level=Warning&code=key', [2, 3]],
  ['?requestId=r1&limit=1', [2]],
  ['?limit=2', [2, 3]],
  ['?limit=5000', [1, 2, 3]],
])('%s shows only the lines that it names', async (query, expected) => {
  log.add(event({ n: 1, orderId: 'ord_1', number: 'XWCR-2YMZ', requestId: 'r1' }));
  log.add(event({ n: 2, orderId: 'ord_2', requestId: 'r1' }, { level: 'warning', invocationId: 'abcdefgh-1' }));
  log.add(event({ n: 3 }, { level: 'error', category: 'Host.Startup' }));

  expect(await read(query)).toEqual(expected.map((n) => expect.objectContaining({ n })));
});

test('all that is wrong with a query is said at once', async () => {
  const answer = await fetch(`${url}/?orderId=1&level=loud&invocation=abc&constructor=1&limit=0`);

  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({
    errors: [
      'orderId: is unknown: use invocation, function, order, requestId, level, limit',
      'level: give trace, debug, information, warning, error or critical',
      'invocation: give at least the first 8 characters of its id',
      'constructor: is unknown: use invocation, function, order, requestId, level, limit',
      'limit: give a number from 1 to 5000',
    ],
  });
});

test('a stream has the kept lines, then each new one that the query names', async () => {
  log.add(line('kept'));
  log.add(line('of no interest', { level: 'debug' }));
  const stream = await streamOf('?level=information');
  log.add(line('new'));
  log.add(line('new and of no interest', { level: 'debug' }));
  endpoint.endStreams();

  expect(messagesIn(await stream.text())).toEqual(['kept', 'new']);
});

test('a stream goes on after the last line that its reader has seen', async () => {
  for (const message of ['one', 'two', 'three']) log.add(line(message));
  const first = await streamOf();
  endpoint.endStreams();
  const seen = inStream(await first.text(), 'id')[1];
  const second = await streamOf('', seen);
  endpoint.endStreams();

  expect(messagesIn(await second.text())).toEqual(['three']);
});

test('an id of another run of the host, or none of its own, counts as none', async () => {
  log.add(line('one'));
  for (const id of ['0123456789ab-1', 'nonsense']) {
    const stream = await streamOf('', id);
    endpoint.endStreams();

    expect(messagesIn(await stream.text())).toEqual(['one']);
  }
});

test('at most fifty readers follow at once', async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => streamOf()));
  const refused = await streamOf();
  endpoint.endStreams();
  await Promise.all(streams.map((stream) => stream.text()));

  expect(streams.every(({ status }) => status === 200)).toBe(true);
  expect(refused.status).toBe(503);
  expect((await streamOf()).status).toBe(200);
});
