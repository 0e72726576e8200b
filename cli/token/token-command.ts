import { Command, InvalidArgumentError } from 'commander';
import { issuerOption } from '../client/api-options.ts';
import { exitCodes } from '../client/exit-codes.ts';

type Flags = { sub: string; role: string[]; ttl: number; issuer: string; audience?: string };

const parseSeconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value === 0) throw new InvalidArgumentError('Give a whole number of seconds.');
  return value;
};

const appendRole = (role: string, roles: readonly string[]): string[] => [...roles, role];

const printToken = async ({ role: roles, ...flags }: Flags): Promise<void> => {
  const [{ requestToken }, { reportFailures }] = await Promise.all([
    import('../client/tokens.ts'),
    import('../client/report-failures.ts'),
  ]);
  const work = async () => {
    const token = await requestToken({ ...flags, roles });
    process.stdout.write(`${token}\n`);
    return exitCodes.done;
  };
  process.exitCode = await reportFailures(work, process, false);
};

export const tokenCommand = (): Command =>
  new Command('token')
    .description('Print a token of the local issuer.')
    .option('--sub <id>', 'id of the user', 'alice')
    .option('--role <role>', 'a role, such as admin or warehouse; may be repeated', appendRole, [])
    .option(
      '--ttl <seconds>',
      'lifetime; if negative, the token has already expired (use -120: the app allows 60 s of leeway)',
      parseSeconds,
      3600,
    )
    .addOption(issuerOption())
    .option('--audience <audience>', "audience (default: the issuer's, which npm start takes from AUTH_AUDIENCE)")
    .action(printToken);
