import { Refused } from '../client/api-answers.ts';
import { type ExitCode, exitCodes, OpsError } from '../client/exit-codes.ts';
import { errorDocument } from '../client/report-mistakes.ts';
import { GaveUp } from '../client/retrying-fetch.ts';
import { tokenSource } from '../client/token-source.ts';
import { opsClient } from './ops-client.ts';
import type { Outcome, Task } from './outcome.ts';
import { startWaiting, type Waiting } from './waiting.ts';

export type OutputStream = NodeJS.WritableStream & { isTTY?: boolean };
export type Output = { stdout: OutputStream; stderr: OutputStream };

export type ApiOptions = { api: string; issuer: string; audience: string; env: NodeJS.ProcessEnv };

const TOKEN_PATIENCE_MS = 5000;

export const isLoopback = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

export const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

/** From the environment; on the laptop the issuer gives one to whoever asks. */
const tokenFor = ({ api, issuer, audience, env }: ApiOptions): (() => Promise<string>) => {
  const token = given(env.HEARTH_TOKEN);
  if (token !== undefined) return async () => token;
  if (!isLoopback(api)) {
    const why = `${new URL(api).origin} is not this machine: set HEARTH_TOKEN to a token with the role admin.`;
    return () => Promise.reject(new OpsError(exitCodes.usage, why));
  }
  const tokens = tokenSource({ issuer, audience, patienceMs: TOKEN_PATIENCE_MS });
  return async () => {
    try {
      return await tokens.tokenOf('ops', ['admin']);
    } catch (error) {
      if (!(error instanceof GaveUp || error instanceof Refused)) throw error;
      const what = `No token from ${issuer}: ${error.message}.`;
      throw new OpsError(
        error instanceof GaveUp && error.unreachable ? exitCodes.unreachable : exitCodes.failed,
        `${what} Set HEARTH_TOKEN, or --issuer or HEARTH_ISSUER to where tokens are issued.`,
      );
    }
  };
};

/** A command over the API. */
export const overApi =
  (options: ApiOptions, task: Task) =>
  (waiting: Waiting): Promise<Outcome> =>
    task(opsClient({ api: options.api, token: tokenFor(options), apiKey: given(options.env.HEARTH_API_KEY) }), waiting);

/** Runs a command and prints what came of it. With `json`, standard output has one document, whatever happens. */
export const runOps = async (
  command: (waiting: Waiting) => Promise<Outcome>,
  { stdout, stderr }: Output,
  { what, json }: { what: string; json: boolean },
): Promise<ExitCode> => {
  const waiting = startWaiting(stderr, what);
  try {
    const outcome = await command(waiting);
    waiting.end();
    if (json) stdout.write(`${JSON.stringify(outcome.json, null, 2)}\n`);
    else stdout.write(typeof outcome.text === 'string' ? `${outcome.text}\n` : outcome.text);
    return outcome.exitCode;
  } catch (error) {
    waiting.end();
    if (!(error instanceof OpsError)) throw error;
    const { exitCode, message, status } = error;
    if (json) stdout.write(errorDocument({ exitCode, ...(status && { status }), message }));
    stderr.write(`${message}\n`);
    return exitCode;
  }
};
