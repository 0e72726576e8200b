import { Command, InvalidArgumentError } from 'commander';
import { issuerOption } from '../client/api-options.ts';

type Flags = { sub: string; role: string[]; ttl: number; issuer: string; audience?: string };

const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value === 0) throw new InvalidArgumentError('Give a whole number of seconds.');
  return value;
};

const collect = (role: string, roles: readonly string[]): string[] => [...roles, role];

const printToken = async ({ role: roles, ...flags }: Flags): Promise<void> => {
  const { requestToken } = await import('./request-token.ts');
  try {
    process.stdout.write(`${await requestToken({ ...flags, roles })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
};

export const tokenCommand = (): Command =>
  new Command('token')
    .description('Print a token of the running issuer, and nothing else.')
    .option('--sub <id>', 'whose token it is', 'alice')
    .option('--role <role>', 'a role, such as admin or warehouse; may be repeated', collect, [])
    .option(
      '--ttl <seconds>',
      'how long it is good for; below 0 it expired that long ago (the app allows 60 s of leeway: give -120 for one that it refuses)',
      seconds,
      3600,
    )
    .addOption(issuerOption())
    .option(
      '--audience <audience>',
      "whom it is for (default: the issuer's own, which npm start takes from AUTH_AUDIENCE)",
    )
    .action(printToken);
