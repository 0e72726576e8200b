import { isCustomerId } from '../../src/domain/customer-id.ts';

test.each([
  ['alice', true],
  ['auth0|42 😀', true],
  ['', false],
  ['half an emoji \ud83d', false],
])('%j is a customer id: %s', (text, is) => {
  expect(isCustomerId(text)).toBe(is);
});
