import type { Command } from 'commander';

const USAGE = 2;

export type MistakesOutput = {
  stdout?: NodeJS.WritableStream;
  stderr?: NodeJS.WritableStream;
  /** What was typed. */
  argv?: readonly string[];
  /** Ends the run after a mistake in the arguments (2), or after the help text (0). */
  leave?: (code: number) => never;
};

/** The one document of `--json` where there is nothing else to give. */
export const errorDocument = (error: { exitCode: number; status?: number; message: string }): string =>
  `${JSON.stringify({ error }, null, 2)}\n`;

/** Has a command, and those below it, end with 2 after a mistake in its arguments, which with `--json` is told on standard output too. */
export const tellMistakes = (
  command: Command,
  { stdout = process.stdout, stderr = process.stderr, argv = process.argv, leave = process.exit }: MistakesOutput = {},
): Command => {
  for (const below of command.commands) tellMistakes(below, { stdout, stderr, argv, leave });
  return command
    .exitOverride(({ exitCode }) => leave(exitCode === 0 ? 0 : USAGE))
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text) => {
        stderr.write(text);
        const message = text.trim().replace(/^error: /, '');
        if (argv.includes('--json')) stdout.write(errorDocument({ exitCode: USAGE, message }));
      },
    });
};
