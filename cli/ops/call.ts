import { z } from 'zod';
import { type ExitCode, exitCodes, OpsError } from '../client/exit-codes.ts';
import { reasonOf } from '../client/retrying-fetch.ts';
import { shapes } from './ops-shapes.ts';

export type Answer = { status: number; headers: Headers; bytes: Buffer };
export type Call = { method: string; url: string; headers?: Readonly<Record<string, string>>; body?: string };

/** One call may take as long as the gateway lets it. */
const CALL_MS = 120_000;

/** Makes the call once. Throws OpsError when nothing answers at `where`, which is set by `settings`. */
export const callOnce = async ({ url, ...init }: Call, where: string, settings: string): Promise<Answer> => {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(CALL_MS) });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    const message = `No answer from ${where} (${reasonOf(error)}): is it running? Set ${settings}.`;
    throw new OpsError(exitCodes.unreachable, message);
  }
};

const jsonOf = ({ bytes }: Answer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

export const problemOf = (answer: Answer) => shapes.problem.safeParse(jsonOf(answer)).data ?? {};

export const readAs = <T>(shape: z.ZodType<T>, answer: Answer, what: string): T => {
  const outcome = shape.safeParse(jsonOf(answer));
  if (outcome.success) return outcome.data;
  const why = z.prettifyError(outcome.error).replaceAll('\n', ' ');
  throw new OpsError(exitCodes.failed, `${what} was answered in a shape that is not Hearth's: ${why}`, answer.status);
};

const codeFor = (status: number, code: string | undefined): ExitCode => {
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  if (status === 404) return exitCodes.notFound;
  if (status === 429 || status === 503 || (status === 409 && code === 'busy')) return exitCodes.busy;
  return exitCodes.failed;
};

/** The error for an answer that was not hoped for. `advice` is by status, for what the problem document cannot know. */
export const refusalOf = (answer: Answer, what: string, advice: Readonly<Record<number, string>> = {}): OpsError => {
  const { code, detail, errors = [] } = problemOf(answer);
  const fields = errors.map(({ pointer, message }) => `${pointer}: ${message}`);
  const said = [detail, ...fields].filter((part) => part !== undefined).join(' ');
  const wait = answer.headers.get('retry-after');
  const parts = [
    `${what} was answered ${answer.status}${code === undefined ? '' : ` ${code}`}${said === '' ? '.' : `: ${said}`}`,
    advice[answer.status],
    wait !== null && `Try again in ${wait} s.`,
  ];
  const message = parts.filter((part) => typeof part === 'string').join(' ');
  return new OpsError(codeFor(answer.status, code), message, answer.status);
};
