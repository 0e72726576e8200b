// Checks the OpenAPI document with Redocly and Spectral, and that docs/examples/api-types.ts is current.
// `--write` writes the types. The document has to be built.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCUMENT = 'dist/app/openapi.json';
const TYPES = 'docs/examples/api-types.ts';
const FOUND = 'out/api-types.ts';
const WITHOUT_HEAD = 'out/openapi-without-head.json';

const run = (name, args) => {
  const program = fileURLToPath(new URL(`./node_modules/.bin/${name}`, import.meta.url));
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env });
  return { passed: status === 0, output: `${stdout}${stderr}` };
};

const fail = (message) => {
  console.error(message);
  process.exitCode = 1;
};

const spectral = run('spectral', [
  'lint',
  DOCUMENT,
  '--ruleset',
  'tests/openapi/spectral.yaml',
  '--fail-severity=hint',
]);
if (!spectral.passed) fail(spectral.output);

// Redocly's exit code ignores warnings.
const redocly = run('redocly', ['lint', DOCUMENT, '--config', 'tests/openapi/redocly.yaml', '--format=json']);
const { totals, problems } = JSON.parse(/^\{[\s\S]*^\}/m.exec(redocly.output)?.[0] ?? '{}');
if (totals === undefined) fail(redocly.output);
else if (totals.errors + totals.warnings > 0) {
  for (const { severity, ruleId, message, location } of problems)
    console.error(`${severity} ${ruleId} ${location[0]?.pointer}: ${message}`);
  fail('Redocly found problems.');
}

/** Without HEAD, which would only double the types. */
const writeTypes = (file) => {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
  for (const item of Object.values(document.paths)) delete item.head;
  mkdirSync('out', { recursive: true });
  writeFileSync(WITHOUT_HEAD, JSON.stringify(document));
  return run('openapi-typescript', [WITHOUT_HEAD, '--output', file, '--root-types', '--root-types-no-schema-prefix']);
};

const write = process.argv.includes('--write');
const types = writeTypes(write ? TYPES : FOUND);
const textOf = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
if (!types.passed) fail(types.output);
else if (!write && textOf(FOUND) !== textOf(TYPES)) fail(`${TYPES} is stale: run "npm run lint:openapi -- --write".`);

if (!process.exitCode) console.log('Redocly and Spectral: no error, no warning. The types are current.');
