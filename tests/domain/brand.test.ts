import { assertBrand, type Brand } from '../../src/domain/brand.ts';

type Digits = Brand<string, 'Digits'>;
const isDigits = (text: string): text is Digits => /^\d+$/.test(text);

test('text of the right kind is returned unchanged', () => {
  expect(assertBrand('42', isDigits, 'Digits')).toBe('42');
});

test('the error names the kind and the length, and leaves out the text', () => {
  const assertDigits = () => assertBrand('alice@example.com', isDigits, 'Digits');

  expect(assertDigits).toThrow(new Error('Damaged data: a text of 17 characters is no valid Digits.'));
});
