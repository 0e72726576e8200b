import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintFiles } from './support/lint-files.ts';

const root = join(__dirname, '..');

type Case = readonly [file: string, code: string];

const domain = 'src/domain/sample.ts';
const application = 'src/application/sample.ts';
const port = 'src/application/ports/sample.ts';
const adapter = 'src/adapters/cosmos/sample.ts';
const http = 'src/functions/http/sample.ts';
const composition = 'src/composition.ts';
const config = 'src/config.ts';
const main = 'src/main.ts';
const local = 'local/cosmos/sample.ts';
const tool = 'tools/openapi/sample.ts';

// One line each, as cases for one file stand in it together; NAME is another name in each line.
const use = (from: string, what = 'x'): string => `import { ${what} as NAME } from '${from}'; NAME();`;
const useType = (from: string, what = 'X'): string =>
  `import type { ${what} as NAME } from '${from}'; export type NAMEType = NAME;`;
const lazily = (from: string): string => `export const NAME = () => import('${from}');`;
const passOn = (from: string): string => `export { x as NAME } from '${from}';`;
const processEnv = 'export const NAME = process.env;';

const allowed: readonly Case[] = [
  [domain, use('./errors.ts')],
  [domain, use('node:crypto')],
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
  [http, useType('../../application/place-order.ts')],
  [http, use('../../application/visible-order.ts')],
  [http, use('../../domain/errors.ts')],
  [http, use('../invocation.ts')],
  [http, use('zod/mini')],
  [http, useType('@azure/functions', 'HttpRequest')],
  [composition, use('./application/place-order.ts')],
  [composition, lazily('./adapters/cosmos/cosmos-orders.ts')],
  [composition, lazily('@azure/cosmos')],
  [composition, useType('./config.ts')],
  [config, useType('./application/orders/back-off.ts')],
  [main, use('@azure/functions', 'app')],
  [main, lazily('./composition.ts')],
  [main, use('./config.ts')],
  [main, use('./functions/http/endpoint.ts')],
  [main, processEnv],
  [local, use('./partition.ts')],
  [local, use('@azure/cosmos')],
  [tool, use('../../src/functions/http/schemas.ts')],
  [tool, use('../../src/domain/order.ts')],
  ['tests/adapters/sample.ts', use('../../src/adapters/cosmos/cosmos-orders.ts')],
  ['tests/adapters/sample.ts', use('../../local/cosmos/start-cosmos.ts')],
];

const outside = [
  '../application/ports/orders.ts',
  '../adapters/cosmos/cosmos-call.ts',
  '../functions/http/api.ts',
  '../lazy.ts',
];

const forbidden: readonly Case[] = [
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
  [port, useType('../place-order.ts')],
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
  [adapter, use('../../application/place-order.ts')],
  [adapter, useType('../../application/place-order.ts')],
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
  ...['../../src/main.ts', '../../src/application/place-order.ts', '../../local/cosmos/partition.ts'].flatMap(
    (from): Case[] => [
      [tool, use(from)],
      [tool, lazily(from)],
    ],
  ),
  [http, use('../../../tools/openapi/document.ts')],
  [main, lazily('../tools/openapi/document.ts')],
  [adapter, use('../../../tools/openapi/document.ts')],
  [composition, use('../tools/openapi/document.ts')],
  [local, use('../../tools/openapi/document.ts')],
  [http, use('@azure/functions', 'app')],
  ['src/functions/queue/sample.ts', use('../../adapters/service-bus/service-bus-client.ts')],
  ['src/functions/timer/sample.ts', use('../../composition.ts')],
  [composition, use('../local/cosmos/partition.ts')],
  [config, use('../local/cosmos/partition.ts')],
  [config, use('@azure/cosmos')],
  [config, use('./composition.ts')],
  [main, use('../local/cosmos/partition.ts')],
  [local, use('../../src/domain/order.ts')],
  [local, useType('../../src/domain/order.ts')],
  [local, lazily('../../src/main.ts')],
  ['local/hearth.ts', use('../src/config.ts')],
  ...[domain, application, adapter, http, composition, config].map((file): Case => [file, processEnv]),
  ...[domain, application, adapter, http, local].map((file): Case => [file, 'export default 1;']),
  [main, use('@azure/cosmos')],
  [main, use('sharp')],
  [main, use('jose')],
  [main, use('./adapters/cosmos/cosmos-call.ts')],
  [main, lazily('./adapters/cosmos/cosmos-call.ts')],
  [composition, use('./functions/http/api.ts')],
  [composition, use('@azure/functions')],
  [composition, use('./main.ts')],
  [http, use('../../config.ts')],
  [adapter, use('../../config.ts')],
  ['src/lazy.ts', use('../local/cosmos/partition.ts')],
  [http, use('node:process', 'env')],
];

const ours = ['noRestrictedImports', 'noProcessEnv', 'noDefaultExport'].map((rule) => `lint/style/${rule}`);

/** Lints all cases at once; returns those that a rule of ours refuses. */
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

// The linter cannot tell a type from a value where a name is both.
test('functions import nothing of @azure/functions but types', () => {
  const folder = join(root, 'src/functions');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const imports = sources.flatMap((name) => [
    ...readFileSync(join(folder, name), 'utf8').matchAll(/^.*'@azure\/functions'.*$/gm),
  ]);
  expect(imports.length).toBeGreaterThan(5);
  for (const [line] of imports) expect(line).toMatch(/^import type |^} from /);
});
