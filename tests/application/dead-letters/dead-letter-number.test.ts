import {
  assertSettled,
  parseDeadLetterNumber,
  uploadNumber,
} from '../../../src/application/dead-letters/dead-letter-number.ts';

test.each(['0', '1', '42', '9223372036854775807'])('%s is the number of a dead letter of the orders', (number) => {
  expect(parseDeadLetterNumber(number)).toEqual({ source: 'process-order', number });
});

test.each(['a', 'A-b_9', 'x'.repeat(64)])('an upload %s is found by its number', (id) => {
  expect(parseDeadLetterNumber(uploadNumber(id))).toEqual({ source: 'process-upload', id });
});

test.each([
  '',
  '-1',
  '01',
  '1.5',
  ' 1',
  '1x',
  '9223372036854775808',
  '99999999999999999999',
  'blob-',
  `blob-${'x'.repeat(65)}`,
  'blob-a/b',
  'xblob-a',
])('%j is not a number of a dead letter', (number) => {
  expect(() => parseDeadLetterNumber(number)).toThrow(
    expect.objectContaining({ code: 'not_found', message: 'There is no such dead letter.' }),
  );
});

test('settled is not an error; held by somebody else is busy', () => {
  expect(() => assertSettled('settled')).not.toThrow();
  expect(() => assertSettled('busy')).toThrow(
    expect.objectContaining({
      code: 'busy',
      message: expect.stringMatching(/^This dead letter is locked .* those first\.$/),
    }),
  );
});
