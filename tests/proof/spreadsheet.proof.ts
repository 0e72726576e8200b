import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { renderCsv } from '../../src/adapters/csv/render-csv.ts';
import { toProductId } from '../support/ids.ts';
import { spreadsheetNames } from '../support/spreadsheet-names.ts';

// Opens a sales report in LibreOffice: npm run prove -- spreadsheet

jest.setTimeout(300_000);

const run = promisify(execFile);

const figures = { placed: 1, confirmed: 1, rejected: 0, cancelled: 0, shipped: 0, units: 2, revenue: 2100 };

const csv = renderCsv({
  date: '2026-11-29',
  totals: [],
  products: spreadsheetNames.map(([name], n) => ({
    currency: 'EUR',
    productId: toProductId(`y-${n}`),
    name,
    ...figures,
  })),
});

let folder: string;

beforeAll(async () => {
  await run('soffice', ['--version']).catch(() => {
    throw new Error('NOT proved: LibreOffice is not installed. Run: apt-get install libreoffice-calc');
  });
  folder = await mkdtemp(join(tmpdir(), 'hearth-spreadsheet-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const UTF_8 = 76;

/** Without a quote, quotes are letters like any other, and a separator always ends a cell. */
type Locale = { separator: string; language: number; quote?: string };

/** The sheet that LibreOffice makes of a CSV file: its formulas, and the text of every cell. */
const openSheet = async (text: string, { separator, language, quote = '"' }: Locale) => {
  const file = join(folder, 'sales.csv');
  await writeFile(file, text);
  // The dialog finds UTF-8 by the byte order mark. Without a dialog, LibreOffice has to be told.
  const options = [separator.charCodeAt(0), quote.charCodeAt(0) || '', UTF_8, 1, '', language, false, false].join();
  await run('soffice', [
    `-env:UserInstallation=${pathToFileURL(join(folder, 'profile'))}`,
    '--headless',
    `--infilter=CSV:${options}`,
    ...['--convert-to', 'fods', '--outdir', folder, file],
  ]);
  const xml = await readFile(join(folder, 'sales.fods'), 'utf8');
  const formulas = [...xml.matchAll(/table:formula="([^"]*)"/g)].map(([, formula]) => formula);
  const cells = [...xml.matchAll(/<table:table-cell[^>]*[^/]>(.*?)<\/table:table-cell>/gs)].map(([, cell = '']) =>
    cell
      .replaceAll(/<text:(?:s|tab)[^>]*>/g, ' ')
      .replaceAll(/<[^>]*>|\n/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&'),
  );
  return { formulas, cells };
};

/** Blanks of any kind as one: LibreOffice stores several of them as markup. */
const toVisible = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** Without what may separate cells, or be lost between two. */
const lettersOf = (text: string): string => text.replaceAll(/[\s;"]/gu, '');

const english = { separator: ',', language: 1033 };
const german = { separator: ';', language: 1031 };
const tabbed = { separator: '\t', language: 1033 };

test('LibreOffice finds a formula that is not escaped, so this proof can fail', async () => {
  expect((await openSheet('EUR,=1+2', english)).formulas).toEqual(['of:=1+2']);
  expect((await openSheet('EUR,Cup;=1+2', german)).formulas).toEqual(['of:=1+2']);
});

test.each([
  ['a comma', english],
  ['a semicolon', german],
  ['a tab', tabbed],
  ['a semicolon, also between quotes,', { ...german, quote: '' }],
  ['a tab, also between quotes,', { ...tabbed, quote: '' }],
])('where %s separates cells, no name is a formula and all letters are right', async (_, locale) => {
  const { formulas, cells } = await openSheet(csv, locale);
  const texts = cells.map(toVisible);
  process.stdout.write(`${JSON.stringify(locale)}: ${cells.length} cells, ${formulas.length} formulas\n`);

  expect(formulas).toEqual([]);
  expect(texts[0]).toMatch(/^"?date/);
  if (locale === english)
    expect(texts).toEqual(expect.arrayContaining(spreadsheetNames.map(([, cell]) => toVisible(cell))));
  for (const [, cell] of spreadsheetNames) expect(lettersOf(cells.join(''))).toContain(lettersOf(cell));
});
