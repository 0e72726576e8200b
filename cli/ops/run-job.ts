import { exitCodes } from '../client/exit-codes.ts';
import { refusal } from '../client/read-answer.ts';
import { retryingFetch } from '../client/retrying-fetch.ts';
import type { Outcome } from './outcome.ts';

/** The functions with a timer trigger. */
export const jobs = ['relayOrders', 'reportSales', 'reconcileStock', 'cleanUpImages'] as const;

type Options = { host: string; job: string; masterKey: string | undefined };

const ATTEMPT_MS = 30_000;

const advice = {
  401: "Set HEARTH_MASTER_KEY to the host's master key.",
  403: "Set HEARTH_MASTER_KEY to the host's master key.",
  404: 'The host at --host has no such function. Is it the right host?',
} as const;

/** Starts a job through the host's admin endpoint. It runs in the background: see the host's log. */
export const runJob = async ({ host, job, masterKey }: Options): Promise<Outcome> => {
  const path = `/admin/functions/${job}`;
  const call = {
    method: 'POST',
    url: `${host.replace(/\/+$/, '')}${path}`,
    headers: { 'content-type': 'application/json', ...(masterKey !== undefined && { 'x-functions-key': masterKey }) },
    body: JSON.stringify({ input: '' }),
    attemptMs: ATTEMPT_MS,
    advice: 'Is the functions host running there? Set --host or HEARTH_HOST.',
  };
  // Never repeated: a job that is started twice runs twice.
  const answer = await retryingFetch(call, Date.now());
  if (answer.status !== 202) throw refusal(answer, `POST ${path}`, advice);
  return {
    exitCode: exitCodes.done,
    json: { job, started: true },
    text: `${job} has been started. The log of the host shows its outcome.`,
  };
};
