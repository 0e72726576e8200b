import { spawn } from 'node:child_process';
import { pendingCalls } from './pending-calls.ts';

type Answer = { id: number; result?: unknown; error?: { message: string; data?: unknown } };

type Diagnostic = { source: string; level: string; code: string; message: string; range?: { start: { line: number } } };

const formatDiagnostic = ({ source, level, code, message, range }: Diagnostic): string =>
  `${source}:${(range?.start.line ?? 0) + 1} ${level} ${code}: ${message}`;

const COMPILE = 'bicep/compile';
const COMPILE_PARAMETERS = 'bicep/compileParams';
const HEADER_END = '\r\n\r\n';
const CALL_LIMIT_MS = 180_000;

/** Splits the input into JSON-RPC messages, each preceded by its Content-Length. */
const splitMessages = (receive: (answer: Answer) => void) => {
  let buffer = Buffer.alloc(0);
  return (chunk: Buffer): void => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf(HEADER_END);
      if (end < 0) return;
      const start = end + HEADER_END.length;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, end))?.[1]);
      if (buffer.length < start + length) return;
      receive(JSON.parse(buffer.toString('utf8', start, start + length)));
      buffer = buffer.subarray(start + length);
    }
  };
};

/**
 * One Bicep process for many calls, because starting it takes longer than all of them. A call
 * rejects with the compiler's messages.
 */
export const startBicepServer = (path: string, env: NodeJS.ProcessEnv = process.env) => {
  const child = spawn(path, ['jsonrpc', '--stdio'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const calls = pendingCalls<Answer>(CALL_LIMIT_MS);
  child.stdout.on('data', splitMessages(calls.settle));
  child.on('error', calls.failAll);
  child.on('exit', (code) => calls.failAll(new Error(`bicep exited with ${code}`)));

  const call = async (method: string, params: unknown): Promise<unknown> => {
    const { result, error } = await calls.start((id) => {
      const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      child.stdin.write(`Content-Length: ${body.length}${HEADER_END}`);
      child.stdin.write(body);
    }, `bicep to ${method}.`);
    if (error) throw new Error(`${error.message} ${JSON.stringify(error.data ?? '')}`);
    return result;
  };

  const compileFile = async (method: string, file: string): Promise<Record<string, unknown>> => {
    const result = Object(
      await call(method, method === COMPILE ? { path: file } : { path: file, parameterOverrides: {} }),
    );
    const diagnostics: Diagnostic[] = result.diagnostics ?? [];
    const problems = diagnostics.filter(({ level }) => level !== 'Info' && level !== 'Off');
    if (problems.length > 0) throw new Error(problems.map(formatDiagnostic).join('\n'));
    if (!result.success) throw new Error(`${file} does not compile.`);
    return result;
  };

  return {
    /**
     * The template that a Bicep file compiles to. Rejects with everything that compiler and linter
     * report, including warnings.
     */
    compile: async (file: string): Promise<string> => String((await compileFile(COMPILE, file)).contents),
    /** The parameters that a parameter file compiles to. Rejects as `compile` does. */
    compileParameters: async (file: string): Promise<string> =>
      String((await compileFile(COMPILE_PARAMETERS, file)).parameters),
    /**
     * What a deployment of a parameter file would create, as far as it can be known without Azure.
     */
    snapshot: async (file: string, group: string): Promise<unknown> => {
      const metadata = {
        subscriptionId: '00000000-0000-0000-0000-000000000001',
        resourceGroup: group,
        location: 'westeurope',
      };
      const result = Object(await call('bicep/getSnapshot', { path: file, metadata }));
      return JSON.parse(String(result.snapshot));
    },
    stop: (): void => {
      child.removeAllListeners('exit');
      child.kill();
    },
  };
};

export type BicepServer = ReturnType<typeof startBicepServer>;
