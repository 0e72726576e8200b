import fc from 'fast-check';
import type { Api } from '../support/api-harness.ts';
import { checkFuzzed } from './check-fuzzed.ts';
import { startFuzzWorld } from './fuzz-world.ts';
import { type FuzzRequest, fillPath, fuzzRequests } from './requests.ts';
import { createTally, type Tally } from './tally.ts';

/** A request to a small shop must take far less, even on a slow machine. */
const HANG_MS = 20_000;

/** Joins fields of the same name into one line, as the host does. */
const joined = (headers: FuzzRequest['headers']): Record<string, string> => {
  const lines = new Map<string, string>();
  for (const [name, value] of headers) lines.set(name, lines.has(name) ? `${lines.get(name)}, ${value}` : value);
  return Object.fromEntries(lines);
};

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It hangs.')), HANG_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** False if the path leaves the API, so that the host would not call the app. */
const sent = async (api: Api, request: FuzzRequest, tally: Tally): Promise<boolean> => {
  const url = new URL(`/api/v1${request.target}`, 'http://inner.host:8080');
  if (!url.pathname.startsWith('/api/')) return false;
  const { method, as, body, headers } = request;
  const call = { as, headers: joined(headers), ...(body !== undefined && { raw: body }) };
  const answer = await within(api.send(method, `${url.pathname}${url.search}`, call));
  checkFuzzed(request, url.pathname, answer);
  tally.add(answer.operation, answer.status);
  return true;
};

const steps = fc.array(
  fc.oneof({ weight: 12, arbitrary: fuzzRequests }, { weight: 1, arbitrary: fc.constant('work') }),
  {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  },
);

export type FuzzOptions = { runs: number; seed: number };

/**
 * Sends at least `runs` requests to the API in process, a few dozen to each new shop. Rejects with
 * the shortest sequence that leads to a failure, an undocumented answer, a leak or a hang.
 */
export const fuzzApi = async ({ runs, seed }: FuzzOptions) => {
  const tally = createTally();
  let slowestMs = 0;
  const property = fc.asyncProperty(steps, async (sequence) => {
    const { api, names } = await startFuzzWorld();
    for (const step of sequence) {
      if (step === 'work') {
        await api.drain();
        continue;
      }
      const begin = performance.now();
      await sent(api, fillPath(step, names), tally).catch((error: unknown) => {
        throw new Error(`${step.method} ${step.target}: ${error}`, { cause: error });
      });
      slowestMs = Math.max(slowestMs, performance.now() - begin);
    }
    await api.drain();
    const faults = api.log.entries.filter(({ level }) => level === 'error');
    if (faults.length > 0) throw new Error(`The log tells of ${JSON.stringify(faults).slice(0, 1000)}`);
  });
  for (let part = 0; tally.total() < runs; part += 1) {
    const left = Math.ceil((runs - tally.total()) / 15);
    await fc.assert(property, { seed: seed + part, numRuns: left, endOnFailure: false });
  }
  return { tally, slowestMs };
};
