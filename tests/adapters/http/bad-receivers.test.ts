import http from 'node:http';
import type { Socket } from 'node:net';
import { webhookClient } from '../../../src/adapters/http/webhook-client.ts';
import { callTo, startRawReceiver, startReceiver, startSilentReceiver, stopReceivers } from './receivers.ts';

afterEach(async () => {
  jest.restoreAllMocks();
  await stopReceivers();
});

const client = webhookClient({ allowLoopback: true });
const impatient = webhookClient({ allowLoopback: true, totalMs: 300 });

const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;

const failed = (error: string) => ({ error, ms: expect.any(Number) });

/** Writes as fast as the other side reads, until that side hangs up. */
const writeForEver = (socket: Socket, head: string, chunk: string): void => {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.write(head);
  socket.on('drain', more);
  more();
};

/** Writes a piece every few milliseconds. */
const drip = (socket: Socket, head: string, piece: string): void => {
  socket.write(head);
  const timer = setInterval(() => socket.write(piece), 10);
  socket.on('close', () => clearInterval(timer));
};

type Row = [what: string, answer: (socket: Socket) => void, result: string];

const informational = (count: number): string => 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(count);

test.each<Row>([
  ['hangs up at once', (socket) => socket.destroy(), 'connection_failed'],
  ['ends without an answer', (socket) => socket.end(), 'connection_failed'],
  ['hangs up in the middle of its headers', (socket) => socket.end(`${HEAD}x-a: 1\r\n`), 'connection_failed'],
  ['does not speak HTTP', (socket) => socket.end('220 mail.example.com ESMTP\r\n'), 'malformed_answer'],
  ['sends a broken header', (socket) => socket.end(`${HEAD}no colon\r\n\r\n`), 'malformed_answer'],
  ['sends a control character in a header', (socket) => socket.end(`${HEAD}x-a: \u0001\r\n\r\n`), 'malformed_answer'],
  ['sends a length that is no number', (socket) => socket.end(`${HEAD}content-length: x\r\n\r\n`), 'malformed_answer'],
  [
    'sends two lengths',
    (socket) => socket.end(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nab`),
    'malformed_answer',
  ],
  ['sends 10 MB of headers', (socket) => socket.end(`${HEAD}x: ${'a'.repeat(1e7)}\r\n\r\n`), 'malformed_answer'],
  [
    'sends headers without end',
    (socket) => writeForEver(socket, HEAD, `x: ${'a'.repeat(999)}\r\n`),
    'malformed_answer',
  ],
  [
    'sends 100 informational answers',
    (socket) => socket.end(`${informational(100)}${HEAD}content-length: 0\r\n\r\n`),
    'malformed_answer',
  ],
  [
    'sends informational answers without end',
    (socket) => writeForEver(socket, '', informational(1_000)),
    'malformed_answer',
  ],
  [
    'switches to another protocol',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    'malformed_answer',
  ],
])('a receiver that %s gives an outcome, not an error', async (_, answer, error) => {
  const receiver = await startRawReceiver(answer);

  expect(await client.post(callTo(receiver.url))).toEqual(failed(error));
  await receiver.idle();
});

test('a receiver may send ten informational answers', async () => {
  const receiver = await startRawReceiver((socket) => {
    socket.end(`${informational(10)}${HEAD}content-length: 2\r\n\r\nok`);
  });

  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 200, answer: 'ok' });
});

// The receiver said 200 and may have taken the event: to forget that would send it again.
test.each<Row>([
  ['announces more than it sends', (socket) => socket.end(`${HEAD}content-length: 100\r\n\r\nok`), 'ok'],
  ['sends more than it announces', (socket) => socket.end(`${HEAD}content-length: 2\r\n\r\nok${'x'.repeat(99)}`), 'ok'],
  ['sends gigabytes', (socket) => writeForEver(socket, `${HEAD}\r\n`, 'x'.repeat(65_536)), 'x'.repeat(1024)],
  [
    'sends gigabytes after a small length',
    (socket) => writeForEver(socket, `${HEAD}content-length: 2\r\n\r\nok`, 'x'.repeat(65_536)),
    'ok',
  ],
  ['breaks a chunk', (socket) => socket.end(`${CHUNKED}2\r\nok\r\nz\r\n`), 'ok'],
  ['hangs up in the middle of a chunk', (socket) => socket.end(`${CHUNKED}ff\r\nok`), 'ok'],
])('from its status on, the answer of a receiver that %s counts', async (_, answer, text) => {
  const receiver = await startRawReceiver(answer);

  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 200, answer: text });
  await receiver.idle();
});

test.each<[what: string, answer: (socket: Socket) => void]>([
  ['says nothing', () => {}],
  ['drips its headers', (socket) => drip(socket, HEAD, 'a: b\r\n')],
  ['only promises an answer', (socket) => socket.write(informational(1))],
])('the call of a receiver that %s ends when its time is up', async (_, answer) => {
  const receiver = await startRawReceiver(answer);
  const outcome = await impatient.post(callTo(receiver.url));

  expect(outcome).toEqual(failed('timeout'));
  expect(outcome.ms).toBeGreaterThanOrEqual(295);
  await receiver.idle();
});

test.each<[what: string, answer: (socket: Socket) => void, text: RegExp]>([
  ['hangs in its body', (socket) => socket.write(`${HEAD}content-length: 100\r\n\r\nok`), /^ok$/],
  ['drips its body', (socket) => drip(socket, `${HEAD}\r\n`, 'x'), /^x{1,30}$/],
])('of a receiver that %s, the status counts once the time is up', async (_, answer, text) => {
  const receiver = await startRawReceiver(answer);
  const outcome = await impatient.post(callTo(receiver.url));

  expect(outcome).toEqual({ status: 200, answer: expect.stringMatching(text), ms: expect.any(Number) });
  expect(outcome.ms).toBeGreaterThanOrEqual(295);
  await receiver.idle();
});

test('the call of a receiver that never finishes TLS ends sooner', async () => {
  const receiver = await startSilentReceiver();
  const hasty = webhookClient({ allowLoopback: true, connectMs: 150 });

  expect(await hasty.post(callTo(receiver.url))).toEqual(failed('connect_timeout'));
  await receiver.idle();
});

test('the call of a receiver that does not read a large body ends when its time is up', async () => {
  const receiver = await startRawReceiver((socket) => socket.pause());
  const call = { ...callTo(receiver.url), body: 'x'.repeat(16 * 2 ** 20) };

  expect(await impatient.post(call)).toEqual(failed('timeout'));
});

test('a port where nobody listens is an outcome', async () => {
  const receiver = await startReceiver((_, response) => response.end());
  await stopReceivers();

  expect(await client.post(callTo(receiver.url))).toEqual(failed('connection_failed'));
});

test('a connection that opens too slowly on all addresses is a connect timeout', async () => {
  const open = http.request;
  const receiver = await startReceiver((_, response) => response.end());
  jest.spyOn(http, 'request').mockImplementation((...given) => {
    const request = open(...given);
    // What Node says when all its attempts have taken too long.
    setImmediate(() => request.destroy(Object.assign(new AggregateError([]), { code: 'ETIMEDOUT' })));
    return request;
  });

  expect(await client.post(callTo(receiver.url))).toEqual(failed('connect_timeout'));
});

test('a receiver without TLS at an https URL is an outcome', async () => {
  const receiver = await startReceiver((_, response) => response.end());

  expect(await client.post(callTo(receiver.url.replace('http:', 'https:')))).toEqual(failed('connection_failed'));
});
