import { z } from 'zod';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import type { HttpAnswer } from './retrying-fetch.ts';

const problem = z.object({
  code: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The problem document of an answer; without any field if there is none. */
export const parseProblem = ({ text }: HttpAnswer): z.infer<typeof problem> =>
  problem.safeParse(parseJson(text)).data ?? {};

/** The body in the given shape. Throws a Failure if it has another. `what` names the call. */
export const readAnswer = <T>(shape: z.ZodType<T>, { status, text }: HttpAnswer, what: string): T => {
  const outcome = shape.safeParse(parseJson(text));
  if (outcome.success) return outcome.data;
  const why = z.prettifyError(outcome.error).replaceAll('\n', ' ');
  throw new Failure(exitCodes.failed, `${what} gave an answer that is not Hearth's: ${why}`, status);
};

const exitCodeFor = (status: number, code: string | undefined): ExitCode => {
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  if (status === 404) return exitCodes.notFound;
  if (status === 429 || status === 503 || (status === 409 && code === 'busy')) return exitCodes.busy;
  return exitCodes.failed;
};

/** By status: what to do, if the problem document cannot know it. */
export type Advice = Readonly<Record<number, string>>;

/** The Failure for an unexpected answer, in the words of its problem document if it has one. */
export const unexpectedAnswer = (answer: HttpAnswer, what: string, advice: Advice = {}): Failure => {
  const { status, headers, text, attempts } = answer;
  const { code, detail, errors = [] } = parseProblem(answer);
  const reasons = [detail ?? text.slice(0, 200)];
  for (const { pointer, message } of errors) reasons.push(`${pointer}: ${message}`);
  const reason = reasons.join(' ').replaceAll(/\s+/g, ' ').trim();
  const wait = headers.get('retry-after');
  const outcome = [status, code, attempts > 1 && `after ${attempts} attempts`].filter(Boolean).join(' ');
  const sentences = [
    reason === '' ? `${what} failed with ${outcome}.` : `${what} failed with ${outcome}: ${reason}`,
    advice[status],
    wait !== null && `Try again in ${wait} s.`,
  ];
  return new Failure(exitCodeFor(status, code), sentences.filter(Boolean).join(' '), status);
};
