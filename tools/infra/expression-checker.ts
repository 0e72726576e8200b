import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pendingCalls } from './pending-calls.ts';

/** The type that an expression must return, which depends on where it is used. */
export type Result = 'bool' | 'int' | 'string' | 'object';

export type Answer = { id: number; problems: readonly string[]; fault?: string; value?: unknown };

const LIMIT_MS = 60_000;

/** One process that compiles and runs policy expressions (`@(...)`, `@{...}`) like the gateway. */
export const startExpressionChecker = ([program = '', ...args]: readonly string[]) => {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const calls = pendingCalls<Answer>(LIMIT_MS);
  createInterface({ input: child.stdout }).on('line', (line) => calls.settle(JSON.parse(line)));
  child.on('error', calls.failAll);
  child.on('exit', (code) => calls.failAll(new Error(`The expression checker exited with ${code}.`)));

  const ask = (source: string, returns: Result, context?: object): Promise<Answer> =>
    calls.start((id) => {
      child.stdin.write(`${JSON.stringify({ id, source, returns, ...(context && { context }) })}\n`);
    }, `the expression checker for ${source}`);

  return {
    /** Compiler errors and uses that Microsoft does not document. Empty if all is well. */
    problems: async (source: string, returns: Result): Promise<readonly string[]> =>
      (await ask(source, returns)).problems,
    /** The value in a given context. Rejects if the expression does not compile or throws. */
    value: async (source: string, returns: Result, context: object): Promise<unknown> => {
      const { problems, fault, value } = await ask(source, returns, context);
      if (problems.length > 0 || fault !== undefined) throw new Error([source, ...problems, fault ?? ''].join('\n'));
      return value;
    },
    stop: (): void => {
      child.removeAllListeners('exit');
      child.stdin.end();
    },
  };
};

export type ExpressionChecker = ReturnType<typeof startExpressionChecker>;
