import { Resolver } from 'node:dns/promises';
import { getEventListeners } from 'node:events';
import { nameResolver } from '../../../src/adapters/http/name-resolver.ts';
import { startNameServer } from './name-server.ts';

type NameServer = Awaited<ReturnType<typeof startNameServer>>;

let dns: NameServer;

beforeAll(async () => {
  dns = await startNameServer({
    'both.example.com': ['8.8.8.8', '8.8.4.4', '2606:4700:4700:0:0:0:0:1111'],
    'four.example.com': ['8.8.8.8'],
    'six.example.com': ['2606:4700:4700:0:0:0:0:1111'],
    'empty.example.com': [],
    'silent.example.com': 'silent',
    'half4.example.com': ['8.8.8.8', 'silent'],
    'half6.example.com': ['2606:4700:4700:0:0:0:0:1111', 'silent'],
  });
});

afterAll(() => dns.close());

const resolve = (name: string, signal = new AbortController().signal) =>
  nameResolver({ servers: [dns.server] })(name, signal);

test.each([
  ['both.example.com', ['2606:4700:4700::1111', '8.8.4.4', '8.8.8.8']],
  ['four.example.com', ['8.8.8.8']],
  ['six.example.com', ['2606:4700:4700::1111']],
])('%s has all addresses of both families', async (name, addresses) => {
  expect((await resolve(name)).toSorted()).toEqual(addresses);
});

test.each(['empty.example.com', 'unknown.example.com', 'not a name', 'a..b'])(
  'a name without an address is rejected: %s',
  async (name) => {
    await expect(resolve(name)).rejects.toThrow(`${name} has no address.`);
  },
);

test.each([
  ['half4.example.com', ['8.8.8.8']],
  ['half6.example.com', ['2606:4700:4700::1111']],
])('a server that answers for one family only costs half a second: %s', async (name, addresses) => {
  const start = performance.now();

  expect(await resolve(name)).toEqual(addresses);
  expect(performance.now() - start).toBeLessThan(2_900);
});

test('a name is not completed with the domain of this machine', async () => {
  await expect(resolve('intranet')).rejects.toThrow('has no address');

  expect(new Set(dns.asked.filter((name) => name.startsWith('intranet')))).toEqual(new Set(['intranet']));
});

test('a look-up ends when it is aborted, and does not hold up another one', async () => {
  const controller = new AbortController();
  const hanging = Array.from({ length: 10 }, () => resolve('silent.example.com', controller.signal));

  expect(await resolve('four.example.com')).toEqual(['8.8.8.8']);
  controller.abort();

  const cancelled = expect.objectContaining({ code: 'ECANCELLED' });
  const rejected = { status: 'rejected', reason: expect.objectContaining({ errors: [cancelled, cancelled] }) };
  expect(await Promise.allSettled(hanging)).toEqual(hanging.map(() => rejected));
});

test('if the first server of names is down, the next is asked', async () => {
  const silent = await startNameServer({ 'four.example.com': 'silent' });
  const { signal } = new AbortController();

  expect(await nameResolver({ servers: [silent.server, dns.server] })('four.example.com', signal)).toEqual(['8.8.8.8']);
  await silent.close();
});

test.each(['localhost', 'hooks.localhost'])('%s is loopback without a question to any server', async (name) => {
  expect(await resolve(name)).toEqual(['127.0.0.1', '::1']);
  expect(dns.asked).not.toContain(name);
});

test('a look-up leaves nothing behind on the signal of its caller', async () => {
  const { signal } = new AbortController();
  await resolve('four.example.com', signal);
  await resolve('unknown.example.com', signal).catch(() => {});

  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('without other servers, those of the system are used', async () => {
  const setServers = jest.spyOn(Resolver.prototype, 'setServers');
  jest.spyOn(Resolver.prototype, 'resolve4').mockResolvedValue(['8.8.8.8']);
  jest.spyOn(Resolver.prototype, 'resolve6').mockRejectedValue(new Error('none'));

  expect(await nameResolver()('shop.example.com', new AbortController().signal)).toEqual(['8.8.8.8']);
  expect(setServers).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});

test('a look-up is not begun once its time is up', async () => {
  await expect(resolve('four.example.com', AbortSignal.abort())).rejects.toThrow('aborted');
});
