import { Command } from 'commander';
import { tellMistakes } from '../cli/client/tell-mistakes.ts';
import { opsCommand } from '../cli/ops/ops-command.ts';
import { replayCommand } from '../cli/replay/replay-command.ts';
import { tokenCommand } from '../cli/token/token-command.ts';
import { uploadCommand } from '../cli/upload/upload-command.ts';
import { functionsHostCommand } from './commands/functions-host.ts';
import { partCommands } from './commands/part-commands.ts';
import { allCommand, startCommand } from './commands/start.ts';

const program = new Command('hearth-local')
  .description('The laptop cloud: what Hearth needs of Azure, on this machine.')
  .configureHelp({ showGlobalOptions: true });

program.addCommand(startCommand());
program.addCommand(allCommand(), { isDefault: true });
for (const command of partCommands()) program.addCommand(command);
program.addCommand(functionsHostCommand());
program.addCommand(tokenCommand());
program.addCommand(replayCommand());
program.addCommand(uploadCommand());
program.addCommand(opsCommand());
tellMistakes(program);

// Without this the default command would take it for a surplus argument of its own.
const [named = '-'] = process.argv.slice(2);
const known = ['help', ...program.commands.map((command) => command.name())];
if (!named.startsWith('-') && !known.includes(named)) {
  program.error(`unknown command '${named}': there are ${known.join(', ')}.`);
}

await program.parseAsync();
