import http from 'node:http';
import { webhookClient } from '../../../src/adapters/http/webhook-client.ts';
import { callTo, startReceiver, stopReceivers } from './receivers.ts';

afterEach(stopReceivers);

const notResolved = { error: 'name_not_resolved', ms: expect.any(Number) };

test.each([
  ['has no address', async () => []],
  ['does not exist', () => Promise.reject(new Error('ENOTFOUND'))],
])('a name that %s is an outcome', async (_, resolve) => {
  const client = webhookClient({ allowLoopback: true, resolve });

  expect(await client.post(callTo('https://hooks.example.com/'))).toEqual(notResolved);
});

test('a look-up that hangs ends with the time to connect, and is cancelled', async () => {
  let signal: AbortSignal | undefined;
  const client = webhookClient({
    allowLoopback: true,
    connectMs: 100,
    resolve: (_, given) => {
      signal = given;
      return new Promise(() => {});
    },
  });

  expect(await client.post(callTo('https://hooks.example.com/'))).toEqual(notResolved);
  expect(signal?.aborted).toBe(true);
});

/** Blocks the process, so that no timer can end the look-up before it succeeds. */
const resolveAfter = (ms: number) => async (): Promise<readonly string[]> => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return ['127.0.0.1'];
};

test('the time of a look-up counts as time to connect', async () => {
  const receiver = await startReceiver((_, response) => response.end());
  const client = webhookClient({ allowLoopback: true, connectMs: 20, resolve: resolveAfter(30) });

  const outcome = await client.post(callTo(`http://hooks.localhost:${receiver.port}/`));

  expect(outcome).toEqual({ error: 'connect_timeout', ms: expect.any(Number) });
  expect(receiver.connections()).toBe(0);
});

test('if a look-up uses up the time to connect, no request is begun', async () => {
  const begun = jest.spyOn(http, 'request');
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const client = webhookClient({
    allowLoopback: true,
    connectMs: 5_000,
    resolve: async () => {
      now = 5_000;
      return ['127.0.0.1'];
    },
  });

  expect(await client.post(callTo('http://hooks.localhost:8080/'))).toEqual({ error: 'connect_timeout', ms: 5_000 });
  expect(begun).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});

test('the time of a look-up counts as time of the call', async () => {
  const receiver = await startReceiver(() => {});
  const client = webhookClient({ allowLoopback: true, totalMs: 3_010, resolve: resolveAfter(3_000) });

  const outcome = await client.post(callTo(`http://hooks.localhost:${receiver.port}/`));

  expect(outcome).toEqual({ error: 'timeout', ms: expect.any(Number) });
  expect(outcome.ms).toBeLessThan(5_900);
});

test('a receiver may take longer to answer than to connect', async () => {
  const receiver = await startReceiver((_, response) => setTimeout(() => response.end(), 1_200));
  const client = webhookClient({ allowLoopback: true, connectMs: 1_000 });

  expect(await client.post(callTo(receiver.url))).toMatchObject({ status: 200 });
});

test('if the first address of a name refuses the connection, the next is tried', async () => {
  const receiver = await startReceiver((_, response) => response.end());
  const client = webhookClient({ allowLoopback: true, resolve: async () => ['::1', '127.0.0.1'] });

  expect(await client.post(callTo(`http://hooks.localhost:${receiver.port}/`))).toMatchObject({ status: 200 });
});
