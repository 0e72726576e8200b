import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { printableJson } from './printable.ts';

export type MistakesOutput = {
  stdout?: NodeJS.WritableStream;
  stderr?: NodeJS.WritableStream;
  /** What was typed. */
  argv?: readonly string[];
  /** Ends the run after a mistake in the arguments (2), or after the help text (0). */
  leave?: (code: number) => never;
};

/** The one document that `--json` prints if there is nothing else to print. */
export const errorDocument = (error: { exitCode: number; status?: number; message: string }): string =>
  printableJson({ error });

/**
 * Makes a command and its subcommands end with exit code 2 after a mistake in their arguments.
 * With `--json` the mistake is printed on standard output too, as a document.
 */
export const reportMistakes = (
  command: Command,
  { stdout = process.stdout, stderr = process.stderr, argv = process.argv, leave = process.exit }: MistakesOutput = {},
): Command => {
  for (const subcommand of command.commands) reportMistakes(subcommand, { stdout, stderr, argv, leave });
  return command
    .exitOverride(({ exitCode }) => leave(exitCode === 0 ? exitCodes.done : exitCodes.usage))
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text) => {
        stderr.write(text);
        const message = text.trim().replace(/^error: /, '');
        if (argv.includes('--json')) stdout.write(errorDocument({ exitCode: exitCodes.usage, message }));
      },
    })
    .on('command:*', ([unknown]: string[]) => {
      const known = command.commands.map((subcommand) => subcommand.name()).join(', ');
      command.error(`error: unknown command '${unknown}': choose one of ${known}.`);
    });
};
