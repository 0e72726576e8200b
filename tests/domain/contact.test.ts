import { isEmail, MAX_EMAIL, PHONE } from '../../src/domain/contact.ts';

test.each([
  'alice@example.com',
  'a@b.co',
  'first.last+hearth@mail.example.co.uk',
  "o'brien_{x}@example.com",
  'jörg@bücher.example',
  '用户@例子.测试',
  `${'a'.repeat(64)}@example.com`,
])('%j is an email address', (text) => {
  expect(isEmail(text)).toBe(true);
});

test.each([
  '',
  'alice',
  '@example.com',
  'alice@',
  'alice@localhost',
  'alice@example.',
  'alice@.com',
  'alice@example..com',
  'alice@bob@example.com',
  'alice @example.com',
  ' alice@example.com',
  'alice@example.com ',
  'Alice <alice@example.com>',
  'alice@example.com,bob@example.com',
  'alice@example.com;bob@example.com',
  'mailto:alice@example.com',
  '"alice"@example.com',
  'alice@[127.0.0.1]',
  'alice@example.com\r\nBcc: bob@example.com',
  'alice\u0000@example.com',
  'alice\u0085@example.com',
  'alice\u00a0@example.com',
  'alice\u202e@example.com',
  'alice\u200b@example.com',
  'alice\ud800@example.com',
  `${'a'.repeat(65)}@example.com`,
])('%j is not an email address', (text) => {
  expect(isEmail(text)).toBe(false);
});

test('an email address has at most 254 characters', () => {
  const domain = (length: number) => `${'a'.repeat(length - 4)}.com`;
  expect(isEmail(`a@${domain(MAX_EMAIL - 2)}`)).toBe(true);
  expect(isEmail(`a@${domain(MAX_EMAIL - 1)}`)).toBe(false);
});

test.each(['+4930123456', '+1234567', '+123456789012345'])('%j is a phone number', (text) => {
  expect(PHONE.test(text)).toBe(true);
});

test.each([
  '',
  '+',
  '+123456',
  '+1234567890123456',
  '030123456',
  '004930123456',
  '+049301234',
  '+49 30 123456',
  '+49-30-123456',
  '+49(0)30123456',
  '+49301234５６',
  '+4930123456\n',
  'tel:+4930123456',
])('%j is not a phone number', (text) => {
  expect(PHONE.test(text)).toBe(false);
});
