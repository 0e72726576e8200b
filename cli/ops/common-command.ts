import { Command } from 'commander';
import { exitCodeHelp } from '../client/exit-codes.ts';
import { laptop } from '../client/laptop.ts';

const COMMON_HELP = `Options of all commands:
  --json                 print one JSON document, also after a failure
  --api <url>            address of the API, or HEARTH_API
                         (otherwise the laptop: ${laptop.api})
  --issuer <url>         address of the token issuer, or HEARTH_ISSUER
  --audience <audience>  audience of tokens from the issuer

Environment:
  HEARTH_TOKEN       token with the role admin; a local API needs none
  HEARTH_API_KEY     subscription key of the gateway, or the function key
  HEARTH_HOST        address of the functions host, for --host (run, tail)
  HEARTH_MASTER_KEY  master key of the functions host (run, tail)
${exitCodeHelp}
`;

/** What is the same for all commands of `ops`, so that the help of each fits on a screen. */
export const commonCommand = (): Command => {
  const command = new Command('common')
    .description('Show common options, environment and exit codes.')
    .helpOption(false)
    .configureHelp({ formatHelp: () => COMMON_HELP });
  return command.action(() => command.outputHelp());
};
