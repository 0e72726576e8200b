import { Command } from 'commander';
import { infraCommand } from './infra/infra-command.ts';
import { docsCommand, openapiCommand } from './openapi/openapi-command.ts';

const program = new Command('hearth-tools').description('What the project needs besides the app: see each command.');

program.addCommand(openapiCommand());
program.addCommand(docsCommand());
program.addCommand(infraCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
