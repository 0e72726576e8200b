import { Command } from 'commander';
import { choosePorts } from './choose-ports.ts';
import { functionsHostCommand } from './functions-host-command.ts';
import { readAudience } from './local-settings.ts';
import { partCommands } from './part-commands.ts';
import { addOptions } from './parts.ts';
import { printAddresses } from './print-addresses.ts';
import { refuseTakenPorts } from './refuse-taken-ports.ts';
import { type Running, run } from './run.ts';
import { type CloudFlags, cloudOptions, cloudPorts, startCloud } from './start-cloud.ts';

const startAllParts = async (flags: CloudFlags): Promise<Running> => {
  const ports = choosePorts(flags);
  await refuseTakenPorts(cloudPorts(ports, flags));
  const cloud = await startCloud(flags, ports, { app: '.', audience: await readAudience('.') });
  printAddresses([...cloud.addresses, ...Object.entries(cloud.settings)]);
  return cloud;
};

/** `local [part]`: one part of the laptop cloud. Without a name, all but the functions host. */
export const localCommand = (): Command => {
  const local = addOptions(new Command('local'), cloudOptions())
    .description('Start the laptop cloud without the app, or only one part of it.')
    .usage('[options] [part]')
    .enablePositionalOptions()
    // Whatever is not the name of a part arrives here.
    .allowExcessArguments();
  for (const part of [...partCommands(), functionsHostCommand()]) local.addCommand(part);
  const parts = local.commands.map((part) => part.name()).join(', ');
  return local.action((flags: CloudFlags, { args: [unknown] }: Command) => {
    if (unknown !== undefined) local.error(`error: unknown part '${unknown}': choose one of ${parts}.`);
    return run(() => startAllParts(flags));
  });
};
