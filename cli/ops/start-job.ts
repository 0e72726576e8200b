import { z } from 'zod';
import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { readAnswer, unexpectedAnswer } from '../client/read-answer.ts';
import { type HttpAnswer, retryingFetch } from '../client/retrying-fetch.ts';

export type Host = { host: string; masterKey: string | undefined };

const ATTEMPT_MS = 30_000;

const PATH = '/admin/functions';

const advice = {
  401: "Set HEARTH_MASTER_KEY to the host's master key.",
  403: "Set HEARTH_MASTER_KEY to the host's master key.",
  404: 'Is --host the functions host of a Hearth?',
} as const;

const listedFunctions = z.array(
  z.object({
    name: z.string(),
    config: z.object({ bindings: z.array(z.object({ type: z.string() })).optional() }).nullish(),
  }),
);

/** One attempt: a job that is started twice runs twice. */
const askHost = (
  { host, masterKey }: Host,
  path: string,
  request: { method: string; headers?: Readonly<Record<string, string>>; body?: string },
): Promise<HttpAnswer> =>
  retryingFetch(
    {
      ...request,
      url: `${host.replace(/\/+$/, '')}${path}`,
      headers: { ...request.headers, ...(masterKey !== undefined && { 'x-functions-key': masterKey }) },
      attemptMs: ATTEMPT_MS,
      advice: 'Is the functions host running there? Set --host or HEARTH_HOST.',
    },
    Date.now(),
  );

/** The functions with a timer, and those whose trigger the host does not list. */
const listJobs = async (host: Host): Promise<string[]> => {
  const answer = await askHost(host, PATH, { method: 'GET' });
  if (answer.status !== 200) throw unexpectedAnswer(answer, `GET ${PATH}`, advice);
  return readAnswer(listedFunctions, answer, `GET ${PATH}`)
    .filter(({ config }) => config?.bindings?.some(({ type }) => /^timerTrigger$/i.test(type)) ?? true)
    .map(({ name }) => name);
};

/**
 * Starts a job through the host's own endpoint. It runs in the background. Throws a Failure (usage)
 * that names the jobs if this is none of them.
 */
export const startJob = async (host: Host, job: string): Promise<void> => {
  const jobs = await listJobs(host);
  if (!jobs.includes(job)) {
    throw new Failure(exitCodes.usage, `The host has no job ${job}. Its jobs are ${jobs.join(', ')}.`);
  }
  const path = `${PATH}/${encodeURIComponent(job)}`;
  const answer = await askHost(host, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: '' }),
  });
  if (answer.status !== 202) throw unexpectedAnswer(answer, `POST ${path}`, advice);
};
