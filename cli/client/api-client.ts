import type { z } from 'zod';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { type Advice, readAnswer, unexpectedAnswer } from './read-answer.ts';
import { type HttpAnswer, type HttpCall, retryingFetch } from './retrying-fetch.ts';
import type { Bearer } from './tokens.ts';

type ApiCall = {
  method: string;
  /** After the address of the API: /products/kettle */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  /** Who calls, if not the client's own bearer. */
  as?: Bearer | undefined;
};

export type ApiClientOptions = {
  /** With its path: http://127.0.0.1:7071/api/v1 */
  api: string;
  bearer?: Bearer;
  apiKey?: string | undefined;
  /** Milliseconds for which a call is repeated while Hearth is busy or silent. */
  patienceMs: number;
  /**
   * Milliseconds for one attempt. By default 30 s, but never more than the patience; a change that
   * is not repeated has all of the patience.
   */
  attemptMs?: number;
  /** Whether calls that change something are repeated, too. */
  repeatsChanges: boolean;
  advice?: Advice;
  /** Ends all calls. */
  signal?: AbortSignal;
};

/** Calls of Hearth's API. Each throws a Failure if nothing answers. */
export type ApiClient = {
  /** Any answer. */
  send: (call: ApiCall) => Promise<HttpAnswer>;
  /** An answer with one of the statuses. Throws a Failure for any other. */
  expect: (statuses: readonly number[], call: ApiCall) => Promise<HttpAnswer>;
  /** The body of an answer with that status, 200 unless given. Throws a Failure for any other. */
  read: <T>(shape: z.ZodType<T>, call: ApiCall, status?: number) => Promise<T>;
  /** The Failure for an answer of `send`. */
  toFailure: (answer: HttpAnswer, call: ApiCall) => Failure;
};

const HEALTH_MS = 3_000;
const SETTINGS_ADVICE = 'Set --api or HEARTH_API.';
const SILENT_ADVICE = `Is Hearth running there? ${SETTINGS_ADVICE}`;

/** A gateway reads the first, a function app without one the second; each ignores the other. */
const keyHeaders = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined ? {} : { 'ocp-apim-subscription-key': apiKey, 'x-functions-key': apiKey };

const isRepeated = ({ method }: ApiCall, { repeatsChanges }: ApiClientOptions): boolean =>
  repeatsChanges || method === 'GET';

const toHttpCall = async (call: ApiCall, options: ApiClientOptions): Promise<HttpCall> => {
  const { api, apiKey, bearer, patienceMs, signal } = options;
  // The deadline of a call that is not repeated is now: it bounds no attempt.
  const attemptMs = options.attemptMs ?? (isRepeated(call, options) ? undefined : patienceMs);
  const { method, path, headers, body, as = bearer } = call;
  return {
    method,
    url: api + path,
    headers: {
      ...keyHeaders(apiKey),
      ...(as && { authorization: `Bearer ${await as.token()}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(attemptMs !== undefined && { attemptMs }),
    ...(signal && { signal }),
    advice: SILENT_ADVICE,
  };
};

const describeCall = ({ method, path }: ApiCall): string => `${method} ${path.replace(/\?.*/, '')}`;

export const apiClient = (options: ApiClientOptions): ApiClient => {
  const { bearer, patienceMs, advice } = options;

  const send = async (call: ApiCall): Promise<HttpAnswer> => {
    const deadline = Date.now() + (isRepeated(call, options) ? patienceMs : 0);
    const answer = await retryingFetch(await toHttpCall(call, options), deadline);
    const renew = (call.as ?? bearer)?.renew;
    if (answer.status !== 401 || renew === undefined) return answer;
    // The issuer may have been restarted, with new keys.
    renew();
    const again = await retryingFetch(await toHttpCall(call, options), deadline);
    return { ...again, attempts: answer.attempts + again.attempts };
  };

  const toFailure = (answer: HttpAnswer, call: ApiCall): Failure =>
    unexpectedAnswer(answer, describeCall(call), advice);

  const expect = async (statuses: readonly number[], call: ApiCall): Promise<HttpAnswer> => {
    const answer = await send(call);
    if (!statuses.includes(answer.status)) throw toFailure(answer, call);
    return answer;
  };

  return {
    send,
    expect,
    read: async (shape, call, status = 200) => readAnswer(shape, await expect([status], call), describeCall(call)),
    toFailure,
  };
};

/** The Failure for a server that does not know what every Hearth knows. */
export const notHearthFailure = (api: string): Failure =>
  new Failure(exitCodes.unreachable, `What answers at ${api} is not Hearth. ${SETTINGS_ADVICE}`);

/** Throws a Failure unless Hearth answers at `api`. */
export const requireHearth = async ({ api, apiKey }: Pick<ApiClientOptions, 'api' | 'apiKey'>): Promise<void> => {
  const call = { method: 'GET', url: `${api}/health/live`, headers: keyHeaders(apiKey), advice: SILENT_ADVICE };
  const { status } = await retryingFetch(call, Date.now() + HEALTH_MS);
  if (status !== 200) throw notHearthFailure(api);
};
