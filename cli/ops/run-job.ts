import { exitCodes } from '../client/exit-codes.ts';
import { callOnce, refusalOf } from './call.ts';
import type { Outcome } from './outcome.ts';

/** The functions that a timer wakes. */
export const jobs = ['relayOrders', 'reportSales', 'reconcileStock', 'cleanUpImages'] as const;

type Options = { host: string; job: string; masterKey: string | undefined };

const advice = {
  401: "Set HEARTH_MASTER_KEY to the host's master key.",
  403: "Set HEARTH_MASTER_KEY to the host's master key.",
  404: 'The host at --host has no such function; is it the right one?',
} as const;

/** Starts a job through the host's own endpoint. It runs in the background: the host's log tells how it went. */
export const runJob = async ({ host, job, masterKey }: Options): Promise<Outcome> => {
  const path = `/admin/functions/${job}`;
  const answer = await callOnce(
    {
      method: 'POST',
      url: `${host.replace(/\/+$/, '')}${path}`,
      headers: { 'content-type': 'application/json', ...(masterKey !== undefined && { 'x-functions-key': masterKey }) },
      body: JSON.stringify({ input: '' }),
    },
    host,
    '--host or HEARTH_HOST',
  );
  if (answer.status !== 202) throw refusalOf(answer, `POST ${path}`, advice);
  return {
    exitCode: exitCodes.done,
    json: { job, started: true },
    text: `${job} has been started; the host's log tells how it went.`,
  };
};
