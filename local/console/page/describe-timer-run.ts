import type { TimerRun } from '../run-timer.ts';
import { formatMs } from './format.ts';
import type { Tone } from './notices.ts';

/** `log`: which lines of the log tell more, if it can be read. */
export type RunText = { text: string; tone: Tone; log?: Record<string, string> };

const describe = (name: string, { outcome, ms = 0, reason }: TimerRun): string => {
  if (outcome === 'succeeded') return `${name} succeeded in ${formatMs(ms)}.`;
  if (outcome === 'failed') return `${name} failed after ${formatMs(ms)}. ${reason ?? ''}`.trim();
  return `${name} was started. ${reason ?? 'Its result will be in the log.'}`;
};

const tones = { succeeded: 'good', failed: 'bad', started: 'warn' } as const;

/** What to say of a run by hand. */
export const describeTimerRun = (name: string, run: TimerRun): RunText => {
  const { outcome, invocation, reason } = run;
  const said = { text: describe(name, run), tone: tones[outcome] };
  if (outcome === 'started' && reason !== undefined) return said;
  return { ...said, log: invocation === undefined ? { function: name } : { invocation } };
};
