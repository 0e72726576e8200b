import fc from 'fast-check';
import { keyedOrderId } from '../../src/domain/order-id.ts';
import { ORDER_NUMBER, orderNumberOf, parseOrderNumber } from '../../src/domain/order-number.ts';
import { toCustomerId, toOrderId } from '../support/ids.ts';

const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

const numbers = fc.string({ unit: 'binary' }).map((key) => orderNumberOf(keyedOrderId(toCustomerId('alice'), key)));

/** Without dashes. */
const charactersOf = (number: string): readonly string[] => [...number.replaceAll('-', '')];

test('an order has the same number in every release: it may be printed', () => {
  expect(orderNumberOf(toOrderId('ord_5fc0dibv1o0au6gv_9aeasmvjimtc09q2dmlp7ijtgo'))).toBe('R87E-QBNH-966Y');
  expect(orderNumberOf(toOrderId('ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0'))).toBe('XWCR-2YMZ-PZ0K');
});

test('a number has twelve characters in three groups, none of which looks like another', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      expect(number).toMatch(ORDER_NUMBER);
      expect(number).toMatch(/^[^ILOU]{4}-[^ILOU]{4}-[^ILOU]{4}$/);
    }),
  );
});

test('different orders have different numbers, and every character of a number takes every value', () => {
  const all = Array.from({ length: 5_000 }, (_, n) => orderNumberOf(keyedOrderId(toCustomerId('alice'), `${n}`)));
  expect(new Set(all).size).toBe(all.length);

  const values = Array.from({ length: 12 }, (_, at) => new Set(all.map((number) => charactersOf(number)[at])));
  expect(values.map(({ size }) => size)).toEqual(Array.from({ length: 12 }, () => 32));
});

test('what is typed is read in any case, with any dashes and spaces or none', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const plain = number.replaceAll('-', '');
      for (const text of [
        number,
        plain,
        plain.toLowerCase(),
        number.replaceAll('-', ' '),
        number.replaceAll('-', '\u2013'),
        number.replaceAll('-', '\u2011'),
        ` ${[...plain].join('\u00a0')}\n`,
      ]) {
        expect(parseOrderNumber(text)).toBe(number);
      }
    }),
  );
});

test('O is read as 0, and I and L as 1', () => {
  fc.assert(
    fc.property(numbers, fc.constantFrom('I', 'i', 'L', 'l'), fc.constantFrom('O', 'o'), (number, one, zero) => {
      expect(parseOrderNumber(number.replaceAll('1', one).replaceAll('0', zero))).toBe(number);
    }),
  );
});

/** The mistypings of `number` that are read as some number, although they are not what it says. */
const overlooked = (number: string, mistypings: readonly (readonly string[])[]): readonly string[] =>
  mistypings
    .map((characters) => characters.join(''))
    .filter((typed) => typed !== number.replaceAll('-', '') && parseOrderNumber(typed) !== undefined);

test('one wrong character is never overlooked, wherever it is', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const characters = charactersOf(number);
      const mistypings = characters.flatMap((_, at) => alphabet.map((wrong) => characters.with(at, wrong)));
      expect(overlooked(number, mistypings)).toEqual([]);
    }),
  );
});

test('two characters that have changed places are never overlooked, neighbours or not', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const characters = charactersOf(number);
      const mistypings = characters.flatMap((first, a) =>
        characters.map((second, b) => characters.with(a, second).with(b, first)),
      );
      expect(overlooked(number, mistypings)).toEqual([]);
    }),
  );
});

test.each([
  '',
  '-',
  'XWCR-2YMZ-PZ0',
  'XWCR-2YMZ-PZ0K0',
  'XWCR-2YMZ-PZUK',
  'XWCR_2YMZ_PZ0K',
  'XWCR.2YMZ.PZ0K',
  'XWCR-2YMZ-PZ0\u212a',
  'ＸWCR-2YMZ-PZ0K',
  'ı'.repeat(12),
  '0'.repeat(300),
  'ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0',
])('%j is no number', (text) => {
  expect(parseOrderNumber(text)).toBeUndefined();
});
