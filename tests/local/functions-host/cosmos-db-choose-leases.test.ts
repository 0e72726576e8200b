import { chooseLeases } from '../../../local/functions-host/cosmos-db/choose-leases.ts';
import type { Lease } from '../../../local/functions-host/cosmos-db/lease.ts';

const NOW = 100_000;

const lease = (token: string, owner: string | undefined, writtenAt = NOW): Lease => ({
  id: token,
  token,
  owner,
  continuation: undefined,
  writtenAt,
  etag: '',
  document: {},
});

/** Leases 0, 1, ... of these owners. */
const owned = (...owners: readonly (string | undefined)[]): Lease[] =>
  owners.map((owner, token) => lease(String(token), owner));

const choose = (leases: readonly Lease[], held: readonly string[] = []): string[] =>
  chooseLeases(leases, { name: 'me', held: new Set(held) }, NOW - 60_000).map(({ token }) => token);

test('a host that is by itself takes every free lease', () => {
  expect(choose(owned(undefined, undefined, undefined))).toEqual(['0', '1', '2']);
});

test('a host takes no more free leases than its share', () => {
  expect(choose(owned('other', undefined, undefined, undefined))).toEqual(['1', '2']);
});

test('an expired lease is free', () => {
  const leases = [lease('0', 'dead', NOW - 60_001), lease('1', 'dead', NOW - 60_000)];

  expect(choose(leases)).toEqual(['0']);
});

test('a host that has less than its share takes one lease of the host that has the most', () => {
  expect(choose(owned('one', 'other', 'other', 'other'))).toEqual(['1']);
});

test('a host that has its share takes nothing', () => {
  expect(choose(owned('me', 'me', 'other', 'other', undefined), ['0', '1'])).toEqual(['4']);
  expect(choose(owned('me', 'me', 'other', 'other'), ['0', '1'])).toEqual([]);
});

test('with more hosts than leases, a host leaves the others their single one', () => {
  expect(choose(owned('one', 'other'))).toEqual([]);
});

test('a lease that this host owns but does not read is taken again', () => {
  expect(choose(owned('me', 'me'), ['0'])).toEqual(['1']);
});
