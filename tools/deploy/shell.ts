import { spawn } from 'node:child_process';

export type RunOptions = { cwd?: string; env?: Readonly<Record<string, string>> };

/** Runs programs and prints each command line first. Rejects if a command fails, and names it. */
export type Shell = {
  /** Resolves to what the program prints. Only its errors are shown. */
  read(program: string, args: readonly string[], where?: RunOptions): Promise<string>;
  /** Shows the output of the program. */
  run(program: string, args: readonly string[], where?: RunOptions): Promise<void>;
};

const quote = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;

export const commandLine = (program: string, args: readonly string[], { cwd, env = {} }: RunOptions = {}): string => {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`);
  const line = [...settings, program, ...args.map(quote)].join(' ');
  return cwd === undefined ? line : `(cd ${quote(cwd)} && ${line})`;
};

const runProgram = (
  program: string,
  args: readonly string[],
  { cwd, env = {} }: RunOptions,
  stdout: 'pipe' | 'inherit',
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', stdout, 'inherit'],
      env: { ...process.env, ...env },
      ...(cwd !== undefined && { cwd }),
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${commandLine(program, args, { ...(cwd && { cwd }) })} failed with ${code ?? signal}.`));
    });
  });

export const shell = (print: (line: string) => void): Shell => ({
  read: (program, args, where = {}) => {
    print(`$ ${commandLine(program, args, where)}`);
    return runProgram(program, args, where, 'pipe');
  },
  run: async (program, args, where = {}) => {
    print(`$ ${commandLine(program, args, where)}`);
    await runProgram(program, args, where, 'inherit');
  },
});

/** Prints every command and runs none. `read` resolves to what `answer` returns. */
export const dryShell = (
  print: (line: string) => void,
  answer: (program: string, args: readonly string[]) => string,
): Shell => ({
  read: async (program, args, where) => {
    print(`$ ${commandLine(program, args, where)}`);
    return answer(program, args);
  },
  run: async (program, args, where) => print(`$ ${commandLine(program, args, where)}`),
});
