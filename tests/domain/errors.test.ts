import { DomainError, Unavailable, UnexpectedAnswer } from '../../src/domain/errors.ts';

test('a refusal has its code, its words and the fields that are wrong', () => {
  const errors = [{ pointer: '/name', message: 'Must be a string.' }];
  expect(new DomainError('validation_failed', 'The product has invalid fields.', errors)).toMatchObject({
    name: 'DomainError',
    code: 'validation_failed',
    message: 'The product has invalid fields.',
    errors,
  });
  expect(new DomainError('conflict', 'No.').errors).toEqual([]);
});

test.each([
  [undefined, { throttled: false, retryAfterSeconds: 1, status: undefined, message: 'cosmos is not available.' }],
  [
    { throttled: true, retryAfterSeconds: 7, status: 429 },
    { throttled: true, retryAfterSeconds: 7, status: 429, message: 'cosmos throttles.' },
  ],
])('a service that gives %j', (answer, told) => {
  expect(new Unavailable('cosmos', answer)).toMatchObject({ name: 'Unavailable', dependency: 'cosmos', ...told });
});

test('what a service answered stays the cause', () => {
  const cause = new Error('socket hang up');
  expect(new Unavailable('cosmos', { cause }).cause).toBe(cause);
});

test('an answer that no rule knows names the service', () => {
  expect(new UnexpectedAnswer('cosmos', 400, 'Bad.')).toMatchObject({
    name: 'UnexpectedAnswer',
    dependency: 'cosmos',
    status: 400,
    message: 'Bad.',
  });
});
