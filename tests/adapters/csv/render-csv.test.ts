import { renderCsv } from '../../../src/adapters/csv/render-csv.ts';
import { toProductId } from '../../support/ids.ts';
import { spreadsheetNames } from '../../support/spreadsheet-names.ts';

const HEADER =
  '\uFEFF"date","currency","productId","name","placed","confirmed","rejected","cancelled","shipped","units","revenue"\r\n';

const row = (name: string, changes: object = {}) => ({
  currency: 'EUR',
  productId: toProductId('mug'),
  name,
  placed: 1,
  confirmed: 2,
  rejected: 3,
  cancelled: 4,
  shipped: 5,
  units: 6,
  revenue: 7,
  ...changes,
});

const csvOf = (...products: ReturnType<typeof row>[]) => renderCsv({ date: '2026-03-01', totals: [], products });

const nameIn = (name: string): string => {
  const csv = csvOf(row(name));
  const [start, end] = [`${HEADER}"2026-03-01","EUR","mug",`, ',"1","2","3","4","5","6","7"\r\n'];
  expect(csv.startsWith(start) && csv.endsWith(end)).toBe(true);
  return csv.slice(start.length, -end.length);
};

test('a byte order mark, then a quoted row for each product, the day in front, lines ended by CRLF', () => {
  const csv = csvOf(row('Mug'), row('Tee 茶', { productId: 'tea', revenue: 0 }));

  expect([...Buffer.from(csv).subarray(0, 6)]).toEqual([0xef, 0xbb, 0xbf, 0x22, 0x64, 0x61]);
  expect(csv).toBe(
    [
      `${HEADER}"2026-03-01","EUR","mug","Mug","1","2","3","4","5","6","7"`,
      '"2026-03-01","EUR","tea","Tee 茶","1","2","3","4","5","6","0"',
      '',
    ].join('\r\n'),
  );
});

test('a day with nothing is a header', () => {
  expect(csvOf()).toBe(HEADER);
});

test.each([...spreadsheetNames])('the name %j becomes the text %j, and no formula', (name, cell) => {
  expect(nameIn(name)).toBe(`"${cell.replaceAll('"', '""')}"`);
});

test.each([
  ['', '""'],
  ['"', '""""'],
  ['14" plate', '"14"" plate"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['two\n=1+1', '"two\n\'=1+1"'],
])('the name %j is quoted as RFC 4180 says', (name, cell) => {
  expect(nameIn(name)).toBe(cell);
});
