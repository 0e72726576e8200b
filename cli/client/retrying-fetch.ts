import { setTimeout as delay } from 'node:timers/promises';
import { refusal } from './api-answers.ts';

export type HttpCall = { method: string; url: string; headers?: Record<string, string>; body?: string };
export type HttpAnswer = { status: number; headers: Headers; text: string };

/** Thrown when the deadline leaves no room for another attempt. */
export class GaveUp extends Error {
  /** Nothing answered at all the last time, so other calls will fare no better. */
  readonly unreachable: boolean;
  readonly attempts: number;

  constructor(message: string, { unreachable, attempts }: { unreachable: boolean; attempts: number }) {
    super(message);
    this.name = 'GaveUp';
    this.unreachable = unreachable;
    this.attempts = attempts;
  }
}

export type RetryClock = {
  now: () => number;
  sleep: (milliseconds: number) => Promise<unknown>;
  /** In [0, 1). */
  random: () => number;
};

const realClock: RetryClock = { now: Date.now, sleep: (milliseconds) => delay(milliseconds), random: Math.random };

const BASE_MS = 100;
const CAP_MS = 4_000;
const ATTEMPT_MS = 30_000;

export const isWorthRepeating = (status: number): boolean => status === 429 || status >= 500;

/** Milliseconds until the date or after the seconds that Retry-After names; 0 without a usable one. */
const retryAfterMs = (headers: Headers, now: number): number => {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
};

/** Exponential, with jitter over the upper half so that it never becomes a busy loop. */
export const backOffMs = (attempt: number, random: number): number =>
  Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt - 1, 16)) * (0.5 + random / 2);

/** What broke a fetch: the code or message of its cause. */
export const reasonOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && typeof error.cause === 'object' && error.cause !== null) {
    const { cause } = error;
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    if ('message' in cause && typeof cause.message === 'string' && cause.message !== '') return cause.message;
  }
  return 'message' in error ? String(error.message) : String(error);
};

const attemptOnce = async ({ url, ...init }: HttpCall, timeoutMs: number): Promise<HttpAnswer | string> => {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    return reasonOf(error);
  }
};

/**
 * Repeats the call over broken connections, 429 and 5xx, waiting at least as long as Retry-After asks, until `deadline` (in the
 * milliseconds of `now`). Only for calls that may be repeated. Throws GaveUp; every other answer is returned as it is.
 */
export const retryingFetch = async (
  call: HttpCall,
  deadline: number,
  { now, sleep, random }: RetryClock = realClock,
): Promise<HttpAnswer & { attempts: number }> => {
  for (let attempts = 1; ; attempts++) {
    const answer = await attemptOnce(call, Math.max(1, Math.min(ATTEMPT_MS, deadline - now())));
    const unreachable = typeof answer === 'string';
    if (!unreachable && !isWorthRepeating(answer.status)) return { ...answer, attempts };
    const asked = unreachable ? 0 : retryAfterMs(answer.headers, now());
    const wait = Math.max(asked, backOffMs(attempts, random()));
    if (now() + wait >= deadline) {
      const what = `${call.method} ${call.url}`;
      const reason = unreachable ? `${what} broke: ${answer}` : refusal(answer, what).message;
      const tries = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
      throw new GaveUp(`${reason} (given up after ${tries})`, { unreachable, attempts });
    }
    await sleep(wait);
  }
};
