import type { Command } from 'commander';
import { functionsHostCommand } from './functions-host.ts';
import { partCommands } from './part-commands.ts';
import { allCommand } from './start.ts';

/** `local [part]`: one part of the laptop cloud or, without a name, all but the functions host. */
export const localCommand = (): Command => {
  const local = allCommand()
    .name('local')
    .description('Start the laptop cloud without the app, or only one part of it.')
    // A flag after the name of a part belongs to the part.
    .enablePositionalOptions()
    .allowExcessArguments();
  for (const part of [...partCommands(), functionsHostCommand()]) local.addCommand(part);
  const parts = local.commands.map((part) => part.name()).join(', ');
  return local.hook('preAction', (_, { args: [surplus] }) => {
    if (surplus !== undefined) local.error(`error: unknown part '${surplus}': choose one of ${parts}.`);
  });
};
