import { type Deployment, rules, type Variant } from '../estate.ts';

/** The shapes of docs/costs.md, in the order of its columns. */
const shapes = ['small', 'public', 'private'] as const satisfies readonly Variant[];

/** The cells of a table, by its heading, without its first two lines. */
const tableUnder = (page: string, heading: string): readonly (readonly string[])[] => {
  const part = page.slice(page.indexOf(`\n## ${heading}\n`)).split('\n## ')[1] ?? '';
  return part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

/** Cents, so that sums are exact. */
const cents = (cell: string | undefined): number => Math.round(Number(cell?.replaceAll(/[*,]/g, '')) * 100);

export const costRules = rules({
  'costs: the page lists the resources that the templates create': async (estate) => {
    const page = await estate.text('../docs/costs.md');
    const listed = tableUnder(page, 'What is created?').map(([type = '', ...cells]) => [
      type.replaceAll('`', ''),
      ...cells.slice(0, shapes.length).map(Number),
    ]);
    const all: Deployment[] = [];
    for (const shape of shapes) all.push(await estate.deployment(shape));
    const events = (await estate.events()).resources;
    const types = [...all.flatMap(({ resources }) => resources), ...events].map(({ type }) => type);
    const count = (type: string) => (resources: readonly { type: string }[]) =>
      [...resources, ...events].filter((one) => one.type === type).length;
    const created = [...new Set(types)].sort().map((type) => {
      const short = type.replace('Microsoft.', '');
      return [short, ...all.map(({ resources }) => count(type)(resources))];
    });
    expect(listed).toEqual(created);
  },
  'costs: the lines add up to the totals': async (estate) => {
    const lines = tableUnder(await estate.text('../docs/costs.md'), 'What does a month cost?');
    const total = lines.at(-1) ?? [];
    expect(total[0]).toBe('**together**');
    for (const column of [1, 2, 3, 4, 5, 6]) {
      const sum = lines.slice(0, -1).reduce((all, line) => all + cents(line[column]), 0);
      expect([column, sum]).toEqual([column, cents(total[column])]);
    }
  },
  'costs: each price has its source and date, or is called an estimate': async (estate) => {
    const page = await estate.text('../docs/costs.md');
    const prices = tableUnder(page, 'Where do the prices come from?');
    expect(prices.length).toBeGreaterThan(10);
    for (const [what, price, source = ''] of prices) {
      expect([what, price?.includes('$')]).toEqual([what, true]);
      expect([what, source]).toEqual([what, expect.stringMatching(/\(20\d\d(?:-\d\d(?:-\d\d)?)?\)$|^estimate$/)]);
    }
  },
});
