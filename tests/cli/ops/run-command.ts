import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { opsCommand } from '../../../cli/ops/ops-command.ts';

type Options = { env?: Record<string, string>; now?: Date };

/** Runs a command as the shell would: what it prints, without colours, and its exit code. */
export const runCommand = async (args: readonly string[], { env = {}, now = new Date() }: Options = {}) => {
  const output = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk) => {
      output[name] += chunk;
    });
  let code: number | undefined;
  const command = opsCommand({
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env,
    argv: args,
    now: () => now.getTime(),
    exit: (given) => {
      code = given;
    },
    leave: (given): never => {
      code = given;
      throw new Error('left');
    },
  });
  await command.parseAsync([...args], { from: 'user' }).catch((error: unknown) => {
    if (code === undefined) throw error;
  });
  const { stdout, stderr } = output;
  return { code, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) };
};
