import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ConsoleParts } from './console-parts.ts';
import { type LogLine, logLine } from './shapes.ts';

/** `invocation`: for its log. */
export type TimerRun = {
  /** `started`: how it ended is not known. */
  outcome: 'succeeded' | 'failed' | 'started';
  invocation?: string;
  ms?: number;
  /** Why it failed, or why its log cannot be read. */
  reason?: string;
};

/** Milliseconds: for one answer, between two looks at the log, and for the whole run. */
type Waits = { askMs: number; everyMs: number; maxMs: number };

const WAITS: Waits = { askMs: 5_000, everyMs: 250, maxMs: 30_000 };

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

const NO_LOG = 'This host does not show its log, so the console cannot tell its result.';
const LOST = 'Its log can no longer be read, so the console cannot tell its result.';

type Look = { lines: LogLine[] } | { reason: string };

const readLog = async (url: string, askMs: number): Promise<Look> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(askMs) });
    // Microsoft's host has no such address.
    if (!answer.ok) return { reason: answer.status === 404 ? NO_LOG : LOST };
    return { lines: z.array(logLine).parse(await answer.json()) };
  } catch {
    return { reason: LOST };
  }
};

/** Rejects unless it starts. */
const start = async (host: string, name: string, askMs: number): Promise<void> => {
  const answer = await fetch(`${host}/admin/functions/${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"input":""}',
    signal: AbortSignal.timeout(askMs),
  }).catch(() => {
    throw new Error('The functions host does not answer.');
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`${name} was not started: the functions host answered ${answer.status}.`);
};

/** Runs a timer at once, and waits up to 30 s for its result. Rejects only if it does not start. */
export const runTimer =
  ({ host }: Pick<ConsoleParts, 'host'>, { askMs, everyMs, maxMs }: Waits = WAITS) =>
  async (name: string): Promise<TimerRun> => {
    const since = new Date().toISOString();
    await start(host, name, askMs);
    let run: TimerRun = { outcome: 'started' };
    for (const end = Date.now() + maxMs; run.outcome === 'started' && Date.now() < end; ) {
      await pause(everyMs);
      const look = await readLog(`${host}/admin/host/logs?function=${encodeURIComponent(name)}`, askMs);
      if ('reason' in look) return { outcome: 'started', reason: look.reason };
      run = findRun(look.lines, since);
    }
    return run;
  };
