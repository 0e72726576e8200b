import { lintFiles } from './support/lint-files.ts';
import { sourcesIn } from './support/sources-in.ts';

type Case = readonly [file: string, code: string];

const domain = 'src/domain/sample.ts';
const application = 'src/application/sample.ts';
const port = 'src/application/ports/sample.ts';
const adapter = 'src/adapters/cosmos/sample.ts';
const http = 'src/functions/http/sample.ts';
const composition = 'src/composition.ts';
const config = 'src/config.ts';
const main = 'src/main.ts';
const registrars = 'src/registrars.ts';
const local = 'local/cosmos/sample.ts';
const program = 'local/hearth.ts';
const cli = 'cli/ops/sample.ts';
const tool = 'tools/openapi/sample.ts';
const bin = 'bin/sample.mjs';
const build = 'build/sample.mjs';

// One line each, because the cases of one file are joined. NAME is a different name on each line.
const use = (from: string, what = 'x'): string => `import { ${what} as NAME } from '${from}'; NAME();`;
const useType = (from: string, what = 'X'): string =>
  `import type { ${what} as NAME } from '${from}'; export type NAMEType = NAME;`;
const lazily = (from: string): string => `export const NAME = () => import('${from}');`;
const passOn = (from: string): string => `export { x as NAME } from '${from}';`;
/** Each file imports each path in every way: a value, a type, lazily, as a re-export. */
const inEveryWay = (files: readonly string[], paths: readonly string[]): Case[] =>
  files.flatMap((file) =>
    paths.flatMap((path) => [use, useType, lazily, passOn].map((write): Case => [file, write(path)])),
  );
const processEnv = 'export const NAME = process.env;';

const subjects = ['dead-letters', 'images', 'products', 'orders', 'stock', 'reports'] as const;
type Subject = (typeof subjects)[number];

/** What each subject may import. */
const below: Record<Subject, readonly Subject[]> = {
  'dead-letters': ['images', 'products', 'orders', 'stock', 'reports'],
  images: ['products', 'orders', 'stock', 'reports'],
  products: ['orders', 'stock', 'reports'],
  orders: ['stock', 'reports'],
  stock: [],
  reports: [],
};

/** Imports from one subject of another, in both layers, for the pairs that `selects` picks. */
const subjectCases = (selects: (from: Subject, to: Subject) => boolean): Case[] =>
  subjects.flatMap((from) =>
    subjects
      .filter((to) => to !== from && selects(from, to))
      .flatMap((to) => [
        ...inEveryWay([`src/application/${from}/sample.ts`], [`../${to}/sample.ts`]),
        ...inEveryWay(
          [`src/functions/http/${from}/sample.ts`],
          [`../${to}/sample.ts`, `../../../application/${to}/sample.ts`],
        ),
      ]),
  );

const allowed: readonly Case[] = [
  [domain, use('./errors.ts')],
  [domain, use('node:crypto')],
  [domain, use('node:net', 'BlockList')],
  ...inEveryWay(
    ['src/application/orders/sample.ts'],
    ['./other.ts', '../cursor.ts', '../ports/orders.ts', '../../domain/order.ts', '../../each-bounded.ts'],
  ),
  ...inEveryWay(
    ['src/functions/http/orders/sample.ts'],
    ['./other.ts', '../api.ts', '../../invocation.ts', '../../../domain/order.ts', '../../../application/cursor.ts'],
  ),
  [application, useType('./ports/orders.ts')],
  [port, useType('./versioned.ts')],
  [port, useType('../../domain/order.ts')],
  [application, use('../domain/order.ts')],
  [application, useType('../domain/order.ts')],
  [application, use('node:crypto')],
  [adapter, useType('../../application/ports/orders.ts')],
  [adapter, use('../../domain/errors.ts')],
  [adapter, use('./cosmos-call.ts')],
  [adapter, use('@azure/cosmos')],
  [adapter, use('@azure/identity')],
  ['src/adapters/auth/sample.ts', use('jose')],
  ['src/adapters/sharp/sample.ts', use('sharp')],
  [adapter, use('node:crypto')],
  [http, useType('../../application/cursor.ts')],
  [http, use('../../application/is-staff.ts')],
  [http, use('../../domain/errors.ts')],
  [http, use('../invocation.ts')],
  [http, use('zod/mini')],
  [http, useType('@azure/functions', 'HttpRequest')],
  [composition, use('./application/orders/place-order.ts')],
  [composition, lazily('./adapters/cosmos/cosmos-orders.ts')],
  [composition, lazily('@azure/cosmos')],
  [composition, useType('./config.ts')],
  [config, useType('./application/capabilities.ts')],
  [config, use('./settings.ts')],
  [main, use('@azure/functions', 'app')],
  [registrars, use('@azure/functions', 'app')],
  [main, lazily('./composition.ts')],
  [main, use('./config.ts')],
  [main, use('./functions/http/endpoint.ts')],
  [main, processEnv],
  [local, use('./partition.ts')],
  [local, use('@azure/cosmos')],
  [tool, use('../../src/functions/http/schemas.ts')],
  [tool, use('../../src/domain/order.ts')],
  ...inEveryWay(
    ['tests/support/sample.ts'],
    [
      '../../src/application/images/add-image.ts',
      '../../local/cosmos/partition.ts',
      '../../cli/ops/ops-command.ts',
      '../../tools/cli.ts',
    ],
  ),
  ...inEveryWay([program], ['../cli/ops/ops-command.ts']),
  [cli, use('../client/exit-codes.ts')],
  [bin, use('node:child_process')],
  [build, use('node:fs/promises')],
  [build, use('./app.mjs')],
  [build, lazily('esbuild')],
  ...subjectCases((from, to) => below[from].includes(to)),
];

const outside = [
  '../application/ports/orders.ts',
  '../adapters/cosmos/cosmos-call.ts',
  '../functions/http/api.ts',
  '../lazy.ts',
];

const forbidden: readonly Case[] = [
  ...subjectCases((from, to) => !below[from].includes(to)),
  ...subjects.flatMap((subject) => [
    ...inEveryWay([application], [`./${subject}/sample.ts`]),
    ...inEveryWay([http], [`./${subject}/sample.ts`, `../../application/${subject}/sample.ts`]),
  ]),
  ...inEveryWay(
    ['src/application/orders/sample.ts'],
    ['../../adapters/cosmos/cosmos-call.ts', '../../config.ts', '../../application/images/add-image.ts', 'zod'],
  ),
  ...inEveryWay(
    ['src/functions/http/orders/sample.ts'],
    ['../../../adapters/cosmos/cosmos-call.ts', '../../../config.ts', '../../../composition.ts', 'sharp'],
  ),
  ['src/application/no-subject/sample.ts', use('../cursor.ts')],
  ['src/functions/http/no-subject/sample.ts', use('../api.ts')],
  ...inEveryWay([cli], ['../../src/config.ts', '../../local/cosmos/partition.ts', '../../tools/cli.ts']),
  ...inEveryWay([local], ['../../src/config.ts', '../../cli/ops/ops-command.ts', '../../tools/cli.ts']),
  ...inEveryWay(['local/other.ts'], ['../src/config.ts', '../cli/ops/ops-command.ts', '../tools/cli.ts']),
  ...inEveryWay([program], ['../src/config.ts', '../tools/cli.ts']),
  ...inEveryWay([tool], ['../../cli/ops/ops-command.ts']),
  ...['../dist/local/hearth.js', '../local/hearth.ts', '../build/app.mjs', 'commander'].flatMap((from): Case[] => [
    [bin, use(from)],
    [bin, lazily(from)],
  ]),
  ...['../src/config.ts', '../cli/ops/ops-command.ts', '../local/hearth.ts', '../tools/cli.ts', 'zod'].flatMap(
    (from): Case[] => [
      [build, use(from)],
      [build, lazily(from)],
    ],
  ),
  ...inEveryWay([http, adapter], ['../../../cli/ops/ops-command.ts', '../../../tools/cli.ts']),
  ...inEveryWay([main, composition, config, 'src/once.ts'], ['../cli/ops/ops-command.ts', '../tools/cli.ts']),
  ...[...outside, '../config.ts', '../composition.ts', '../main.ts', '../../local/cosmos/partition.ts'].flatMap(
    (from): Case[] => [
      [domain, use(from)],
      [domain, useType(from)],
      [domain, lazily(from)],
      [domain, passOn(from)],
    ],
  ),
  ...['@azure/cosmos', '@azure/functions', 'zod', 'zod/mini', 'sharp', 'jose', 'node:fs', './../config.ts'].flatMap(
    (from): Case[] => [
      [domain, use(from)],
      [application, use(from)],
      [application, lazily(from)],
    ],
  ),
  ...['../adapters/cosmos/cosmos-call.ts', '../functions/http/api.ts', '../config.ts', '../composition.ts'].flatMap(
    (from): Case[] => [
      [application, use(from)],
      [application, useType(from)],
    ],
  ),
  [application, use('../main.ts')],
  [port, useType('../cursor.ts')],
  [port, useType('../orders/place-order.ts')],
  [port, useType('../../adapters/cosmos/cosmos-call.ts')],
  [port, useType('@azure/cosmos')],
  [application, use('../../local/cosmos/partition.ts')],
  ...[
    '../../functions/http/api.ts',
    '../../composition.ts',
    '../../main.ts',
    '../../../local/cosmos/partition.ts',
  ].flatMap((from): Case[] => [
    [adapter, use(from)],
    [adapter, useType(from)],
    [adapter, lazily(from)],
  ]),
  [adapter, use('../../application/cursor.ts')],
  [adapter, useType('../../application/orders/place-order.ts')],
  [adapter, use('@azure/functions')],
  [adapter, useType('@azure/functions')],
  ...[
    '../../adapters/cosmos/cosmos-call.ts',
    '../../composition.ts',
    '../../main.ts',
    '../../../local/cosmos/partition.ts',
    '@azure/cosmos',
    '@azure/service-bus',
    '@azure/storage-blob',
    '@azure/identity',
    'sharp',
    'jose',
  ].flatMap((from): Case[] => [
    [http, use(from)],
    [http, useType(from)],
    [http, lazily(from)],
  ]),
  ...['../../src/main.ts', '../../src/application/orders/place-order.ts', '../../local/cosmos/partition.ts'].flatMap(
    (from): Case[] => [
      [tool, use(from)],
      [tool, lazily(from)],
    ],
  ),
  [http, use('@azure/functions', 'app')],
  ['src/functions/queue/sample.ts', use('../../adapters/service-bus/service-bus-client.ts')],
  ['src/functions/timer/sample.ts', use('../../composition.ts')],
  [composition, use('../local/cosmos/partition.ts')],
  [config, use('../local/cosmos/partition.ts')],
  [config, use('@azure/cosmos')],
  [config, use('./composition.ts')],
  ['src/settings.ts', use('@azure/cosmos')],
  [main, use('../local/cosmos/partition.ts')],
  ...[domain, application, adapter, http, composition, config].map((file): Case => [file, processEnv]),
  ...[domain, application, adapter, http, local].map((file): Case => [file, 'export default 1;']),
  [main, use('@azure/cosmos')],
  [main, use('sharp')],
  [main, use('jose')],
  [main, use('./adapters/cosmos/cosmos-call.ts')],
  [main, lazily('./adapters/cosmos/cosmos-call.ts')],
  [registrars, use('@azure/cosmos')],
  [registrars, lazily('./adapters/cosmos/cosmos-call.ts')],
  [registrars, processEnv],
  [composition, use('./functions/http/api.ts')],
  [composition, use('@azure/functions')],
  [composition, use('./main.ts')],
  [domain, use('node:net', 'connect')],
  [http, use('../../config.ts')],
  [adapter, use('../../config.ts')],
  ['src/lazy.ts', use('../local/cosmos/partition.ts')],
  [http, use('node:process', 'env')],
];

const ours = ['noRestrictedImports', 'noProcessEnv', 'noDefaultExport'].map((rule) => `lint/style/${rule}`);

/** Lints all cases at once. Returns those that one of our rules reports. */
const lint = async (cases: readonly Case[]): Promise<Set<string>> => {
  const files = new Map<string, string[]>();
  for (const [file, code] of cases) files.set(file, [...(files.get(file) ?? []), code]);
  const findings = await lintFiles(
    new Map(
      [...files].map(([file, lines]) => [file, lines.map((line, n) => line.replaceAll('NAME', `name${n}`)).join('\n')]),
    ),
  );
  return new Set(
    findings
      .filter(({ rule }) => ours.includes(rule))
      .map(({ file, line }) => nameOf([file, files.get(file)?.[line - 1] ?? ''])),
  );
};

const nameOf = ([file, code]: Case): string => `${file}: ${code}`;

let refused: Set<string>;

beforeAll(async () => {
  refused = await lint([...allowed, ...forbidden]);
});

test.each(allowed.map(nameOf))('the linter lets pass %s', (name) => {
  expect(refused).not.toContain(name);
});

test.each(forbidden.map(nameOf))('the linter refuses %s', (name) => {
  expect(refused).toContain(name);
});

// The linter cannot tell a type from a value if a name is both.
test('functions import nothing of @azure/functions but types', () => {
  const imports = sourcesIn('src/functions').flatMap(({ text }) => [...text.matchAll(/^.*'@azure\/functions'.*$/gm)]);
  expect(imports.length).toBeGreaterThan(5);
  for (const [line] of imports) expect(line).toMatch(/^import type |^} from /);
});

// The linter does not see import('./order.ts').Order or typeof import('./order.ts').
test('types are imported at the top of a file, where the linter sees them', () => {
  const sources = ['src', 'cli', 'local', 'tools'].flatMap(sourcesIn);
  const inline = /typeof import\(|import\('[^']*'\)\.(?!then\b|catch\b|finally\b)/;

  expect(sources.length).toBeGreaterThan(400);
  expect(sources.filter(({ text }) => inline.test(text)).map(({ file }) => file)).toEqual([]);
});
