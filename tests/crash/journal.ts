import type { Decide, Decisions } from './decisions.ts';
import { START, type VirtualClock } from './virtual-clock.ts';

const stamp = (ms: number): string => {
  const seconds = (ms - START) / 1000;
  return `${String(Math.floor(seconds / 60)).padStart(4)}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;
};

/**
 * What a world notes on its way: the timeline, if the run is traced, and the first rule that did
 * not hold. Once it is calm, nothing more goes wrong. `readable` names what the timeline is about.
 */
export const journal = (
  clock: VirtualClock,
  decisions: Decisions,
  { traced, readable = (text) => text }: { traced: boolean; readable?: (text: string) => string },
) => {
  const timeline: string[] = [];
  const note = traced ? (text: string) => void timeline.push(`${stamp(clock.ms())}  ${readable(text)}`) : () => {};
  let calm = false;
  let broken: string | undefined;

  const decide: Decide = (kind, options) => (calm ? 0 : decisions.decide(kind, options));

  return {
    timeline,
    note,
    decide,
    breaks: (what: string): void => {
      if (broken === undefined) note(`BROKEN: ${what}`);
      broken ??= what;
    },
    broken: () => broken,
    isCalm: () => calm,
    beCalm: (): void => {
      calm = true;
      note('from here on nothing goes wrong');
    },
  };
};
