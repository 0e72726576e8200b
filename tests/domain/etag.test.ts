import { etagOf, etagOfContent } from '../../src/domain/etag.ts';

test.each(['"a"', '""', 'W/"a"'])('%s is an entity tag', (text) => {
  expect(etagOf(text)).toBe(text);
});

test.each(['', 'a', '"a', 'x"a"', '"a"x', '"a"b"', 'w/"a"'])('%j is none', (text) => {
  expect(() => etagOf(text)).toThrow('is no valid Etag');
});

test('content has the same strong tag however often it is asked for, as text or bytes', () => {
  expect(etagOfContent('tea')).toBe('"qfdNHsNuvesto_blhoCQzS"');
  expect(etagOfContent(Buffer.from('tea'))).toBe(etagOfContent('tea'));
});
