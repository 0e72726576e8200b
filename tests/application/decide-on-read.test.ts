import { decideOnReads, type Read } from '../../src/application/decide-on-read.ts';
import { DomainError, Unavailable } from '../../src/domain/errors.ts';

const deciding = (decide: (read: Read) => string) => {
  const reads: Read[] = [];
  const outcome = decideOnReads(async (read) => {
    reads.push(read);
    return decide(read);
  });
  return { reads, outcome };
};

const refuse = (): never => {
  throw new DomainError('not_found', 'There is no such thing.');
};

test('what a read that may be stale allows is decided', async () => {
  const { reads, outcome } = deciding((read) => `by ${read}`);

  expect(await outcome).toBe('by get');
  expect(reads).toEqual(['get']);
});

test('a refusal is decided again, on reads that cannot be stale', async () => {
  const { outcome } = deciding((read) => (read === 'get' ? refuse() : 'allowed'));
  expect(await outcome).toBe('allowed');

  const refused = deciding(refuse);
  await expect(refused.outcome).rejects.toMatchObject({ code: 'not_found' });
  expect(refused.reads).toEqual(['get', 'getLatest']);
});

test('a fault is no refusal: it is not decided again', async () => {
  const { reads, outcome } = deciding(() => {
    throw new Unavailable('cosmos');
  });

  await expect(outcome).rejects.toBeInstanceOf(Unavailable);
  expect(reads).toEqual(['get']);
});
