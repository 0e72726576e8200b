import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ConsoleParts } from './console-parts.ts';
import { type LogLine, logLine } from './shapes.ts';

/** `started`: still running, or its host shows no log. `invocation`: to find its log. */
export type TimerRun = {
  outcome: 'succeeded' | 'failed' | 'started';
  invocation?: string;
  ms?: number;
  reason?: string;
};

const ASK_MS = 5_000;
const EVERY_MS = 250;
const MAX_MS = 30_000;

const BEGUN = /^Executing .*\(Reason='This function was programmatically called.*, Id=([\w-]+)\)/;
const ENDED = /^Executed .*\((Succeeded|Failed), Id=([\w-]+), Duration=(\d+)ms\)(?:\n(.*))?/;

/** How the first run by hand since `since` ended, according to the host's log. */
export const findRun = (lines: readonly LogLine[], since: string): TimerRun => {
  const begun = lines.find(({ time, message = '' }) => time >= since && BEGUN.test(message));
  const invocation = BEGUN.exec(begun?.message ?? '')?.[1];
  if (invocation === undefined) return { outcome: 'started' };
  for (const { message = '' } of lines) {
    const [, outcome, id, ms, reason] = ENDED.exec(message) ?? [];
    if (id !== invocation) continue;
    if (outcome === 'Succeeded') return { outcome: 'succeeded', invocation, ms: Number(ms) };
    return { outcome: 'failed', invocation, ms: Number(ms), ...(reason !== undefined && { reason }) };
  }
  return { outcome: 'started', invocation };
};

const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(ASK_MS) }).catch(() => {
    throw new Error('The functions host does not answer.');
  });

/** Runs a timer at once, and waits up to 30 s for its result. Rejects if it does not start. */
export const runTimer =
  ({ host }: ConsoleParts) =>
  async (name: string): Promise<TimerRun> => {
    const since = new Date().toISOString();
    const started = await ask(`${host}/admin/functions/${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"input":""}',
    });
    if (!started.ok) throw new Error(`${name} was not started: the functions host answered ${started.status}.`);
    let run: TimerRun = { outcome: 'started' };
    for (const end = Date.now() + MAX_MS; run.outcome === 'started' && Date.now() < end; ) {
      await pause(EVERY_MS);
      const log = await ask(`${host}/admin/host/logs?function=${encodeURIComponent(name)}`);
      // Microsoft's host does not show its log.
      if (!log.ok) return run;
      run = findRun(z.array(logLine).parse(await log.json()), since);
    }
    return run;
  };
