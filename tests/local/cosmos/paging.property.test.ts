import fc from 'fast-check';
import { createContainer, partitionOf } from '../../../local/cosmos/container.ts';
import { createDocument, deleteDocument, replaceDocument } from '../../../local/cosmos/document-operations.ts';
import type { Json, JsonObject, Value } from '../../../local/cosmos/json.ts';
import { compileQuery } from '../../../local/cosmos/sql/compile.ts';
import { constraintsOf } from '../../../local/cosmos/sql/constraints.ts';
import { executePage } from '../../../local/cosmos/sql/execute.ts';
import { parse } from '../../../local/cosmos/sql/parse.ts';
import { decodePosition, encodePosition, type Position } from '../../../local/cosmos/sql/position.ts';
import { scan } from '../../../local/cosmos/sql/scan.ts';
import { beginTransaction } from '../../../local/cosmos/transaction.ts';

const key = 'p';

const newContainer = () => {
  const container = createContainer(
    {
      id: 'c',
      partitionKey: { paths: ['/pk'] },
      indexingPolicy: {
        includedPaths: [{ path: '/a/?' }, { path: '/b/?' }],
        excludedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [
            { path: '/a', order: 'ascending' },
            { path: '/b', order: 'descending' },
          ],
        ],
      },
    },
    { databaseId: 'd', databaseNumber: 1, number: 1, partitions: 1, now: 0 },
  );
  const write = (run: (tx: ReturnType<typeof beginTransaction>) => unknown): void => {
    const tx = beginTransaction(container, partitionOf(container, key), 0, 0);
    run(tx);
    tx.commit();
  };
  return {
    create: (body: JsonObject) => write((tx) => createDocument(tx, { ...body, pk: key })),
    replace: (body: JsonObject) => write((tx) => replaceDocument(tx, String(body.id), { ...body, pk: key }, {})),
    remove: (id: string) => write((tx) => deleteDocument(tx, id, {})),
    /** One page, as for a request. The token is encoded in between. */
    page(text: string, token: string | undefined, items: number): { results: Json[]; token: string | undefined } {
      const compiled = compileQuery(parse(text), []);
      const resume: Position | undefined = token === undefined ? undefined : decodePosition(token).position;
      const { documents } = partitionOf(container, key);
      const constraints = constraintsOf(compiled.query, []);
      const found = scan(compiled, constraints, { live: documents }, container.indexingPolicy, resume);
      const page = executePage(compiled, found, resume, { items, bytes: Number.POSITIVE_INFINITY });
      return { results: page.results, token: page.resume && encodePosition(page.resume, '0') };
    },
  };
};

type LocalContainer = ReturnType<typeof newContainer>;

const everyPage = (container: LocalContainer, text: string, items: number, between: () => void = () => {}): Json[] => {
  const found: Json[] = [];
  let token: string | undefined;
  do {
    const page = container.page(text, token, items);
    expect(page.results.length).toBeLessThanOrEqual(items);
    found.push(...page.results);
    // There are some hundred documents. More results mean that a page repeats.
    if (found.length > 1000) throw new Error('the pages do not end');
    token = page.token;
    if (token !== undefined) between();
  } while (token !== undefined);
  return found;
};

/** Few values, so that keys tie; all types, so that types are ordered; sometimes no value. */
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'b', 'c', 'zz') },
  fc.constantFrom<Json>(null, true, false),
);
const field = fc.option(scalar, { nil: undefined, freq: 5 });
const row = fc.record({ a: field, b: field });

const bodyOf = (i: number, { a, b }: { a: Value; b: Value }): JsonObject => ({
  id: `d${i}`,
  ...(a === undefined ? {} : { a }),
  ...(b === undefined ? {} : { b }),
});

const rank = (value: Value): number => {
  if (value === undefined) return 0;
  if (value === null) return 1;
  return ['boolean', 'number', 'string'].indexOf(typeof value) + 2;
};

const naiveOrder = (a: Value, b: Value): number => {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return Number(a ?? 0) - Number(b ?? 0);
};

const operators = {
  '=': (order: number) => order === 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
};
const operator = fc.constantFrom<keyof typeof operators>('=', '<', '<=', '>', '>=');
const comparison = fc.record({ path: fc.constantFrom('a', 'b'), operator, constant: scalar });
type Comparison = typeof comparison extends fc.Arbitrary<infer T> ? T : never;

const sql = ({ path, operator: op, constant }: Comparison): string => `c.${path} ${op} ${JSON.stringify(constant)}`;
const holds = (body: JsonObject, { path, operator: op, constant }: Comparison): boolean =>
  body[path] !== undefined && rank(body[path]) === rank(constant) && operators[op](naiveOrder(body[path], constant));

const orders = {
  '': [],
  ' ORDER BY c.a': [['a', 1]],
  ' ORDER BY c.a DESC': [['a', -1]],
  ' ORDER BY c.b DESC': [['b', -1]],
  ' ORDER BY c.a, c.b DESC': [
    ['a', 1],
    ['b', -1],
  ],
  ' ORDER BY c.a DESC, c.b': [
    ['a', -1],
    ['b', 1],
  ],
} satisfies Record<string, [string, 1 | -1][]>;
const order = fc.constantFrom<keyof typeof orders>(
  '',
  ' ORDER BY c.a',
  ' ORDER BY c.a DESC',
  ' ORDER BY c.b DESC',
  ' ORDER BY c.a, c.b DESC',
  ' ORDER BY c.a DESC, c.b',
);

const naive = (bodies: readonly JsonObject[], wheres: readonly Comparison[], by: keyof typeof orders): Json[] => {
  const keys: readonly (readonly [string, number])[] = orders[by];
  const against = keys.some(([, sign]) => sign === -1);
  const matching = bodies.filter((body) => wheres.every((where) => holds(body, where)));
  const sorted = (against ? matching.reverse() : matching).sort((x, y) => {
    for (const [path, sign] of keys) {
      const compared = naiveOrder(x[path], y[path]) * sign;
      if (compared !== 0) return compared;
    }
    return 0;
  });
  return sorted.map((body) => body.id ?? null);
};

const query = (wheres: readonly Comparison[], by: string): string =>
  `SELECT VALUE c.id FROM c${wheres.length === 0 ? '' : ` WHERE ${wheres.map(sql).join(' AND ')}`}${by}`;

test('pages put together are what filtering and sorting everything gives', () => {
  const rows = fc.array(row, { minLength: 60, maxLength: 140 });
  const wheres = fc.array(comparison, { maxLength: 3 });
  fc.assert(
    fc.property(rows, wheres, order, fc.integer({ min: 1, max: 40 }), (all, where, by, items) => {
      const bodies = all.map((values, i) => bodyOf(i, values));
      const container = newContainer();
      for (const body of bodies) container.create(body);

      expect(everyPage(container, query(where, by), items)).toEqual(naive(bodies, where, by));
    }),
    { numRuns: 60 },
  );
});

test('writes between pages neither hide nor repeat a document that they do not touch', () => {
  const rows = fc.array(row, { minLength: 60, maxLength: 100 });
  const change = fc.record({ kind: fc.constantFrom('create', 'replace', 'remove'), at: fc.nat(40), values: row });
  const changes = fc.array(change, { minLength: 5, maxLength: 60 });
  fc.assert(
    fc.property(rows, changes, order, fc.integer({ min: 1, max: 12 }), (all, todo, by, items) => {
      const container = newContainer();
      const bodies = all.map((values, i) => bodyOf(i, values));
      for (const body of bodies) container.create(body);
      const touched = new Set<string>();
      const removed = new Set<string>();
      let created = bodies.length;
      const pending = [...todo];
      const found = everyPage(container, query([], by), items, () => {
        const next = pending.pop();
        if (next === undefined) return;
        const id = `d${next.at}`;
        if (next.kind === 'create') container.create(bodyOf(created++, next.values));
        else if (!removed.has(id) && next.kind === 'replace') container.replace(bodyOf(next.at, next.values));
        else if (!removed.has(id)) container.remove(id);
        if (next.kind === 'remove') removed.add(id);
        if (next.kind !== 'create') touched.add(id);
      });
      const untouched = bodies.filter((body) => !touched.has(String(body.id)));
      const seen = found.filter((id) => untouched.some((body) => body.id === id));

      expect(seen).toEqual(naive(untouched, [], by));
    }),
    { numRuns: 60 },
  );
});

test('DISTINCT over pages gives each value once', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 90 }), order, fc.integer({ min: 1, max: 5 }), (all, by, items) => {
      const container = newContainer();
      for (const [i, values] of all.entries()) container.create(bodyOf(i, values));
      const found = everyPage(container, `SELECT DISTINCT VALUE c.a FROM c${by}`, items);
      const wanted = new Set(all.map(({ a }) => a).filter((a) => a !== undefined));

      expect(found).toHaveLength(wanted.size);
      expect(new Set(found)).toEqual(wanted);
    }),
  );
});
