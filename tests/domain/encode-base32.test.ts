import fc from 'fast-check';
import { encodeBase32 } from '../../src/domain/encode-base32.ts';

// RFC 4648, section 10, without the padding.
test.each([
  ['', ''],
  ['f', 'co'],
  ['fo', 'cpng'],
  ['foo', 'cpnmu'],
  ['foob', 'cpnmuog'],
  ['fooba', 'cpnmuoj1'],
  ['foobar', 'cpnmuoj1e8'],
])('%j is %j in base32hex', (text, expected) => {
  expect(encodeBase32(Buffer.from(text))).toBe(expected);
});

test('texts of as many bytes sort as the bytes do', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const [a, b] = [encodeBase32(one), encodeBase32(other)];
      expect(Math.sign(Buffer.compare(one, other))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});
