import { Command } from 'commander';
import { functionsHostCommand } from './commands/functions-host.ts';

const program = new Command('hearth-local').description(
  'The laptop cloud: what Hearth needs of Azure, on this machine.',
);

program.addCommand(functionsHostCommand());

await program.parseAsync();
