import { attentionReason, formatDuration } from '../../src/domain/attention-reason.ts';
import { DomainError, Unavailable, UnexpectedAnswer } from '../../src/domain/errors.ts';
import { toProductId } from '../support/ids.ts';

const reason = (error: unknown, changes: object = {}): string =>
  attentionReason({
    error,
    due: 'reserve',
    productId: toProductId('p-12'),
    attempts: 10,
    sinceMs: 17 * 60_000,
    ...changes,
  });

test('a service that did not answer is named, with its status, the product and how often it was tried', () => {
  expect(reason(new Unavailable('cosmos', { status: 503 }))).toBe(
    'Cosmos DB did not answer (503) while reserving p-12; tried 10 times in 17 min',
  );
  expect(reason(new Unavailable('cosmos', { status: 429, throttled: true }))).toBe(
    'Cosmos DB throttled the calls (429) while reserving p-12; tried 10 times in 17 min',
  );
  expect(reason(new Unavailable('service-bus'), { due: 'release' })).toBe(
    'Service Bus did not answer while releasing p-12; tried 10 times in 17 min',
  );
});

test('without a product, and after a single try', () => {
  const { productId: _, ...rest } = { productId: '', due: 'settle' as const, attempts: 1, sinceMs: 400 };
  expect(attentionReason({ error: new Unavailable('cosmos'), ...rest })).toBe(
    'Cosmos DB did not answer while settling; tried once in 0 s',
  );
});

test('a refused change and a domain error say what they are', () => {
  expect(reason(new UnexpectedAnswer('cosmos', 400, 'Operation 1 ...'))).toMatch(
    /^Cosmos DB refused the change \(400\) /,
  );
  expect(reason(new DomainError('conflict', 'Order x kept changing.'))).toMatch(/^Order x kept changing while /);
});

test('only the full stop at the end is taken off a refusal', () => {
  expect(reason(new DomainError('conflict', 'Version 1.5 is stale.'))).toMatch(/^Version 1\.5 is stale while /);
});

test('a fault that is not ours is described as one', () => {
  expect(reason(new Error('secret'))).toMatch(/^An unexpected error \(see the log\) occurred while /);
  expect(reason(new Unavailable('elsewhere'))).toMatch(/^A service did not answer while /);
});

test.each([
  new Error('AccountKey=C2y6yDjf5== at https://shop.documents.azure.com'),
  new TypeError('secret'),
  new Unavailable('secret-host.internal', { cause: new Error('secret') }),
  new UnexpectedAnswer('secret', 500, 'secret'),
  'secret',
  undefined,
  { message: 'secret' },
])('nothing of a fault gets out: %s', (error) => {
  expect(reason(error)).not.toMatch(/secret|AccountKey|https/);
  expect(reason(error)).toMatch(/while reserving p-12; tried 10 times in 17 min$/);
});

test.each([
  [-5, '0 s'],
  [1_499, '1 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [119 * 60_000, '119 min'],
  [120 * 60_000, '2 h'],
  [47 * 3_600_000, '47 h'],
  [72 * 3_600_000, '3 days'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
