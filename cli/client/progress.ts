import { SingleBar } from 'cli-progress';
import type { Output } from './report-failures.ts';

/** Shows how far a long phase has come. Phases follow one another. */
export type Progress = {
  begin: (phase: string, total: number) => void;
  at: (done: number) => void;
  end: () => void;
};

export const silentProgress: Progress = { begin: () => {}, at: () => {}, end: () => {} };

/** A bar that moves in place, for a terminal. */
const barProgress = (stream: NodeJS.WritableStream): Progress => {
  let bar: SingleBar | undefined;
  return {
    begin: (phase, total) => {
      const format = `${phase.padEnd(18)} {bar} {value}/{total} {duration_formatted}`;
      bar = new SingleBar({ stream, format, hideCursor: true, stopOnComplete: false });
      bar.start(total, 0);
    },
    at: (done) => bar?.update(done),
    end: () => {
      bar?.stop();
      bar = undefined;
    },
  };
};

const LINE_EVERY_MS = 3_000;

/** A line every few seconds, for a log. */
const lineProgress = (write: (line: string) => void, now: () => number = Date.now): Progress => {
  let phase = '';
  let total = 0;
  let latest = 0;
  let written = 0;
  const line = (): void => {
    written = now();
    write(`${phase}: ${latest}/${total}`);
  };
  return {
    begin: (name, size) => {
      phase = name;
      total = size;
      latest = 0;
      written = now();
    },
    at: (done) => {
      latest = done;
      if (now() - written >= LINE_EVERY_MS) line();
    },
    end: line,
  };
};

/** On a terminal a bar, else lines. With `json` standard output is left to the document. */
export const chooseProgress = ({ stdout, stderr }: Output, json: boolean, unit = ''): Progress => {
  if (stdout.isTTY && !json) return barProgress(stdout);
  const stream = json ? stderr : stdout;
  return lineProgress((line) => stream.write(`${line}${unit}\n`));
};
