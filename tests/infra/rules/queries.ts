import { spawnSync } from 'node:child_process';
import { rules } from '../estate.ts';
import { allQueries, queriesOfPage } from '../queries.ts';
import { ROOT } from '../registered-triggers.ts';

const PAGES = ['operations.md', 'traces.md'];

/** In a process of its own: the language service changes the globals of JavaScript. */
const analyze = (queries: Readonly<Record<string, string>>): unknown => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tests/kql/analyze.mjs'], {
    cwd: ROOT,
    input: JSON.stringify(queries),
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`Run npm ci --prefix tests/kql. The analysis failed: ${stderr}`);
  return JSON.parse(stdout);
};

export const queryRules = rules({
  'queries: the language service of Kusto finds nothing wrong with any of them': async (estate) => {
    const shown: (readonly [string, string])[] = [];
    for (const name of PAGES) shown.push(...queriesOfPage(name, await estate.text(`../docs/${name}`)));
    const queries = [...allQueries(await estate.deployment('public')), ...shown];
    expect(shown.length).toBeGreaterThan(2);
    expect(analyze(Object.fromEntries(queries))).toEqual([]);
  },
});
