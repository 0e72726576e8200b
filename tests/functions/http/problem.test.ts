import { DomainError } from '../../../src/domain/errors.ts';
import { problemOf } from '../../../src/functions/http/problem.ts';

test('an error is a document with its title, and only a bad token is challenged', () => {
  const { headers, body } =
    problemOf(new DomainError('not_found', 'There is no such order.'), '/api/v1/orders/x') ?? {};

  expect(body).toStrictEqual({
    type: 'urn:hearth:problem:not_found',
    title: 'Not Found',
    status: 404,
    detail: 'There is no such order.',
    instance: '/api/v1/orders/x',
    code: 'not_found',
  });
  expect(headers).toStrictEqual({ 'cache-control': 'no-store' });
});

test('the challenge stays one quoted string of visible characters, whatever is wrong with the token', () => {
  const error = new DomainError('unauthorized', 'The "kid" is a\\b\r\nx: y ü.');

  const { headers, body } = problemOf(error, '/api/v1/orders') ?? {};

  expect(headers?.['www-authenticate']).toBe(
    'Bearer realm="hearth", error="invalid_token", error_description="The kid is abx: y ."',
  );
  expect(body).toMatchObject({ detail: error.message });
});
