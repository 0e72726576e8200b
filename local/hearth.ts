import { Command } from 'commander';
import { reportMistakes } from '../cli/client/report-mistakes.ts';
import { opsCommand } from '../cli/ops/ops-command.ts';
import { replayCommand } from '../cli/replay/replay-command.ts';
import { tokenCommand } from '../cli/token/token-command.ts';
import { uploadCommand } from '../cli/upload/upload-command.ts';
import { localCommand } from './commands/local-command.ts';
import { startCommand } from './commands/start-command.ts';

/** The only file that knows both the laptop cloud and the programs that work against any Hearth. */
const program = new Command('hearth')
  .description('Run Hearth on this machine, and work with a Hearth on this machine or in Azure.')
  // A flag belongs to the command before it: `local` and its parts have some of the same name.
  .enablePositionalOptions()
  .addHelpText('after', '\n`hearth COMMAND --help` shows the options of a command.');

program.addCommand(
  startCommand({ seedShop: async (shop) => (await import('../cli/seed/seed-shop.ts')).seedShop(shop) }),
);
program.addCommand(localCommand());
program.addCommand(tokenCommand());
program.addCommand(opsCommand());
program.addCommand(uploadCommand());
program.addCommand(replayCommand());

await reportMistakes(program).parseAsync();
