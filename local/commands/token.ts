import { Command, InvalidArgumentError } from 'commander';
import { defaultAudience, defaultPorts } from './default-ports.ts';

type Flags = { sub: string; role: string[]; ttl: number; issuer: string; audience: string };

const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value === 0) throw new InvalidArgumentError('Give a whole number of seconds.');
  return value;
};

const collect = (role: string, roles: readonly string[]): string[] => [...roles, role];

const printToken = async ({ role: roles, ...flags }: Flags): Promise<void> => {
  const { requestToken } = await import('../identity/request-token.ts');
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
    .option('--ttl <seconds>', 'how long it is good for; below 0 it has expired already', seconds, 3600)
    .option('--issuer <url>', 'address of the issuer', `http://127.0.0.1:${defaultPorts.identity}`)
    .option('--audience <audience>', 'whom it is for', defaultAudience)
    .action(printToken);
