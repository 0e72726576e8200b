import type { LookupOptions } from 'node:dns';
import { pinnedLookup } from '../../../src/adapters/http/pinned-lookup.ts';

const look = (addresses: readonly string[], options: LookupOptions): Promise<unknown[]> =>
  new Promise((resolve) => pinnedLookup(addresses)('shop.example', options, (...answer) => resolve(answer)));

test('a look-up gives the addresses that were checked, each with its family', async () => {
  expect(await look(['93.184.216.34', '2606:2800:220:1::1'], { all: true })).toEqual([
    null,
    [
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ],
  ]);
});

test('a look-up of one address gives the first', async () => {
  expect(await look(['93.184.216.34', '2606:2800:220:1::1'], {})).toEqual([null, '93.184.216.34', 4]);
});

test('without addresses, one look-up gives an empty address', async () => {
  expect(await look([], {})).toEqual([null, '', 0]);
});
