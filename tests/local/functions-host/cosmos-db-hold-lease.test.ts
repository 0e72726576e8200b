import { holdLease } from '../../../local/functions-host/cosmos-db/hold-lease.ts';
import type { Lease, LeaseChange } from '../../../local/functions-host/cosmos-db/lease.ts';

const RENEW = 17_000;
const EXPIRATION = 60_000;

const lease: Lease = {
  id: 'recorder..0',
  token: '0',
  owner: 'me',
  continuation: '"3"',
  writtenAt: 0,
  etag: '',
  document: {},
};

type Store = { update: (current: Lease, change: LeaseChange) => Promise<Lease | undefined> };

const stage = () => {
  const changes: LeaseChange[] = [];
  const log: string[] = [];
  let answer: Store['update'] = async (current) => current;
  const held = holdLease({
    lease,
    store: {
      update: (current, change) => {
        changes.push(change);
        return answer(current, change);
      },
    },
    renewMs: RENEW,
    expirationMs: EXPIRATION,
    trouble: {
      failed: (part) => log.push(`${part} failed`),
      works: (part) => log.push(`${part} works`),
      forget: () => {},
      reason: () => undefined,
    },
    onLost: () => log.push('lost'),
  });
  const respond = (next: Store['update']) => {
    answer = next;
  };
  return { held, changes, log, respond };
};

const down = async (): Promise<never> => {
  throw new Error('down');
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('a lease is renewed until it is released', async () => {
  const { held, changes } = stage();
  await jest.advanceTimersByTimeAsync(2 * RENEW);
  expect(changes).toEqual([{}, {}]);

  await held.release();
  await jest.advanceTimersByTimeAsync(2 * RENEW);

  expect(changes).toEqual([{}, {}, { owner: null }]);
});

test('a lease that another host has taken is lost, and is neither renewed nor released', async () => {
  const { held, changes, log, respond } = stage();
  respond(async () => undefined);
  expect(await held.checkpoint('"4"')).toBe(false);
  expect(log).toEqual(['lost']);

  expect(await held.checkpoint('"5"')).toBe(false);
  await held.release();
  await jest.advanceTimersByTimeAsync(2 * RENEW);

  expect(changes).toEqual([{ continuation: '"4"' }]);
  expect(log).toEqual(['lost']);
});

test('a lease that cannot be renewed is lost once it has expired', async () => {
  const { log, respond } = stage();
  respond(down);
  await jest.advanceTimersByTimeAsync(EXPIRATION - 1);
  expect(log).not.toContain('lost');

  await jest.advanceTimersByTimeAsync(RENEW);

  expect(log.at(-1)).toBe('lost');
});

test('a checkpoint counts as a renewal', async () => {
  const { held, log, respond } = stage();
  await jest.advanceTimersByTimeAsync(EXPIRATION / 2);
  await held.checkpoint('"4"');
  respond(down);

  await jest.advanceTimersByTimeAsync(EXPIRATION - RENEW);

  expect(log).not.toContain('lost');
});

test('a checkpoint rejects if it is not known whether it was written', async () => {
  const { held, respond } = stage();
  respond(down);

  await expect(held.checkpoint('"4"')).rejects.toThrow('down');
  await held.release();
});
