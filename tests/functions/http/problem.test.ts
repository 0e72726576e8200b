import { DomainError } from '../../../src/domain/errors.ts';
import { problemOf } from '../../../src/functions/http/problem.ts';

test('the challenge stays one quoted string of visible characters, whatever is wrong with the token', () => {
  const error = new DomainError('unauthorized', 'The "kid" is a\\b\r\nx: y ü.');

  const { headers, body } = problemOf(error, '/api/v1/orders') ?? {};

  expect(headers?.['www-authenticate']).toBe(
    'Bearer realm="hearth", error="invalid_token", error_description="The kid is abx: y ."',
  );
  expect(body).toMatchObject({ detail: error.message });
});
