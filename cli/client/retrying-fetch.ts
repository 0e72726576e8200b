import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { formatCount } from './format-count.ts';

export type HttpCall = {
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /**
   * Milliseconds for one attempt, even past the deadline. By default 30 s, but not past the
   * deadline.
   */
  attemptMs?: number;
  /** What the reader can do if nothing answers. */
  advice?: string;
  /** Ends the call: no further attempt begins, and it rejects. */
  signal?: AbortSignal;
};
export type HttpAnswer = { status: number; headers: Headers; bytes: Buffer; text: string; attempts: number };

export type RetryClock = {
  now: () => number;
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** In [0, 1). */
  random: () => number;
};

const realClock: RetryClock = {
  now: Date.now,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal && { signal }),
  random: Math.random,
};

const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 4_000;
const ATTEMPT_MS = 30_000;

export const isWorthRepeating = (status: number): boolean => status === 429 || status >= 500;

/** Milliseconds until the date, or after the seconds, in Retry-After; 0 without a usable one. */
const retryAfterMs = (headers: Headers, now: number): number => {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
};

/** Exponential. The jitter covers only the upper half, so that it never becomes a busy loop. */
export const backOffMs = (attempt: number, random: number): number =>
  Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(attempt - 1, 16)) * (0.5 + random / 2);

/** What broke a fetch: the code or message of its cause. */
export const describeFetchError = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && typeof error.cause === 'object' && error.cause !== null) {
    const { cause } = error;
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    if ('message' in cause && typeof cause.message === 'string' && cause.message !== '') return cause.message;
  }
  return 'message' in error ? String(error.message) : String(error);
};

const attemptOnce = async (
  { method, url, headers, body, signal }: HttpCall,
  timeoutMs: number,
): Promise<Omit<HttpAnswer, 'attempts'> | string> => {
  try {
    const init = { method, ...(headers && { headers }), ...(body !== undefined && { body }) };
    const timeout = AbortSignal.timeout(timeoutMs);
    const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const response = await fetch(url, { ...init, redirect: 'error', signal: stop });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
  } catch (error) {
    return describeFetchError(error);
  }
};

const noAnswerFailure = ({ url, advice }: HttpCall, reason: string, attempts: number): Failure => {
  const tries = attempts === 1 ? '' : `, ${formatCount(attempts, 'attempt')}`;
  const { origin, pathname } = new URL(url);
  const message = `No answer from ${origin}${pathname} (${reason}${tries}).`;
  return new Failure(exitCodes.unreachable, advice === undefined ? message : `${message} ${advice}`);
};

/**
 * Repeats the call after broken connections, 429 and 5xx until `deadline` (in the milliseconds of
 * `now`), and waits at least as long as Retry-After asks. Only for calls that may be repeated.
 * Returns the last answer, whatever its status. Throws a Failure (unreachable) if there is none.
 */
export const retryingFetch = async (
  call: HttpCall,
  deadline: number,
  { now, sleep, random }: RetryClock = realClock,
): Promise<HttpAnswer> => {
  for (let attempts = 1; ; attempts++) {
    const timeoutMs = call.attemptMs ?? Math.min(ATTEMPT_MS, deadline - now());
    const answer = await attemptOnce(call, Math.max(1, timeoutMs));
    const isBroken = typeof answer === 'string';
    if (!isBroken && !isWorthRepeating(answer.status)) return { ...answer, attempts };
    const asked = isBroken ? 0 : retryAfterMs(answer.headers, now());
    const wait = Math.max(asked, backOffMs(attempts, random()));
    if (now() + wait >= deadline) {
      if (isBroken) throw noAnswerFailure(call, answer, attempts);
      return { ...answer, attempts };
    }
    await sleep(wait, call.signal);
  }
};
