import { findAddresses } from '../../../src/adapters/http/find-addresses.ts';

const find = (url: string, addresses: readonly string[] = [], allowLoopback = false) =>
  findAddresses(new URL(url), { resolve: async () => [...addresses], allowLoopback, timeoutMs: 1_000 });

const blocked = { error: 'blocked_address' };

test('every address of a name is returned if all are public', async () => {
  expect(await find('https://shop.example', ['93.184.216.34', '2606:2800:220:1::1'])).toEqual([
    '93.184.216.34',
    '2606:2800:220:1::1',
  ]);
});

test('one private address among public ones blocks the name', async () => {
  expect(await find('https://shop.example', ['93.184.216.34', '10.0.0.1'])).toEqual(blocked);
});

test('an address in the URL is not resolved', async () => {
  expect(await find('https://93.184.216.34')).toEqual(['93.184.216.34']);
});

test('a public address needs https, also where loopback is allowed', async () => {
  expect(await find('http://shop.example', ['93.184.216.34'])).toEqual(blocked);
  expect(await find('http://shop.example', ['93.184.216.34'], true)).toEqual(blocked);
});

test('loopback is blocked unless it is allowed, and then http will do', async () => {
  expect(await find('https://127.0.0.1')).toEqual(blocked);
  expect(await find('http://127.0.0.1', [], true)).toEqual(['127.0.0.1']);
});

test('a name without addresses, or one that cannot be looked up, is not resolved', async () => {
  const failing = { resolve: () => Promise.reject(new Error('down')), allowLoopback: false, timeoutMs: 1_000 };

  expect(await find('https://shop.example')).toEqual({ error: 'name_not_resolved' });
  expect(await findAddresses(new URL('https://shop.example'), failing)).toEqual({ error: 'name_not_resolved' });
});
