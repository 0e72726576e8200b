import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { Misuse } from '../misuse.ts';
import { runJest } from '../run-jest.ts';
import { startBicepServer } from './bicep-server.ts';
import { findBicep } from './find-bicep.ts';
import { findExpressionChecker } from './find-expression-checker.ts';
import { isAnyNamed } from './named-tests.ts';
import { buildReaders, type ReaderPaths, readWithEach } from './openapi-readers.ts';

const OUT = 'out/infra';

/**
 * Values for the environment variables that the parameter files read, if they are not set. Good
 * enough to compile, not to deploy.
 */
const sample = {
  HEARTH_AUTH_ISSUER: 'https://login.example/tenant/v2.0',
  HEARTH_AUTH_AUDIENCE: 'api://hearth',
  HEARTH_ALLOWED_ORIGINS: 'https://shop.example',
  HEARTH_PUBLISHER_EMAIL: 'operations@shop.example',
};

const templates = ['main', 'events'];

/** Throws at the first file that the compiler or the linter complains about. */
const compile = async (bicep: string, env: NodeJS.ProcessEnv): Promise<void> => {
  const server = startBicepServer(bicep, env);
  try {
    await mkdir(OUT, { recursive: true });
    for (const name of templates) {
      const file = resolve('infra', `${name}.bicep`);
      await writeFile(join(OUT, `${name}.json`), await server.compile(file));
      await writeFile(join(OUT, `${name}.parameters.json`), await server.compileParameters(`${file}param`));
    }
  } finally {
    server.stop();
  }
};

/** Prints what each reader says about the document that the gateway imports. */
const printReadings = async (paths: ReaderPaths): Promise<void> => {
  for (const [name, { operations, problems }] of Object.entries(await readWithEach(paths, 'infra/apim/openapi.json'))) {
    process.stdout.write(`OpenAPI with ${name}: ${operations} operations, ${problems.length} problems\n`);
  }
};

type Flags = { compile: boolean; mutate: boolean | string };

/** Compiles and lints the templates, and tests what they would deploy. */
export const infraCommand = (): Command =>
  new Command('infra')
    .description(
      `Compile the Bicep files of infra/ to ${OUT}, lint them, and test what they would deploy. Needs no Azure.`,
    )
    .option('--compile', 'only compile and lint', false)
    .option(
      '--mutate [some]',
      'break the templates in every way that the rules forbid, and check that each is found; with a value, only rules and files that have it in their names',
      false,
    )
    .action(async (flags: Flags) => {
      const bicep = await findBicep(process.cwd());
      const env = { ...sample, ...process.env };
      await compile(bicep.path, env);
      process.stdout.write(`${bicep.version}\ncompiled and linted: 0 errors, 0 warnings\n`);
      if (flags.compile) return;
      const checker = await findExpressionChecker(process.cwd());
      const command = 'command' in checker ? checker.command : [];
      process.stdout.write(
        'missing' in checker
          ? `C# of the policies: NOT checked. ${checker.missing}\n`
          : 'C# of the policies: compiled and run\n',
      );
      const readers = 'missing' in checker ? {} : await buildReaders(process.cwd());
      await printReadings(readers);
      const report = join(OUT, flags.mutate ? 'mutations.json' : 'rules.json');
      const counts = join(OUT, 'counts.json');
      await writeFile(counts, '{}');
      const testEnv = {
        ...env,
        HEARTH_BICEP: bicep.path,
        HEARTH_INFRA_COUNTS: counts,
        HEARTH_EXPRESSIONS: JSON.stringify(command),
        HEARTH_READERS: JSON.stringify(readers),
        HEARTH_MUTATE: typeof flags.mutate === 'string' ? flags.mutate : '',
      };
      const tests = flags.mutate ? '**/*.mutations.ts' : '**/*.infra.ts';
      const args = ['--testMatch', `<rootDir>/tests/infra/${tests}`, '--json', '--outputFile', report];
      const code = await runJest(args, { env: testEnv, stdio: ['ignore', 'ignore', 'inherit'] });
      const result = JSON.parse(await readFile(report, 'utf8'));
      if (typeof flags.mutate === 'string' && !isAnyNamed(result, flags.mutate)) {
        throw new Misuse(`--mutate ${flags.mutate}: no rule or file has this in its name.`);
      }
      const { numPassedTests, numFailedTests, numPendingTests } = result;
      const { resources = {} } = JSON.parse(await readFile(counts, 'utf8'));
      for (const [variant, count] of Object.entries(resources)) {
        process.stdout.write(`resources (${variant}): ${count}\n`);
      }
      process.stdout.write(
        `${flags.mutate ? 'mutations found' : 'assertions held'}: ${numPassedTests}, failed: ${numFailedTests}, skipped: ${numPendingTests}\n`,
      );
      process.exitCode = code;
    });
