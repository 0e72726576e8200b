import { type LogLine, type LogRecord, toLogRecord } from './log-line.ts';

/** Minutes of a shop that is being watched. */
export const MAX_LINES = 5_000;
/** A longer message is cut: all of them have to fit in memory. */
const MAX_MESSAGE = 16_384;

/** `number` rises by one with each line of this process. */
export type KeptLine = { number: number; record: LogRecord };

export type KeptLog = {
  add: (line: LogLine) => void;
  /** Kept lines with a higher number, the oldest first. */
  after: (number: number) => KeptLine[];
  /** Calls `onLine` with each later line. Gives what ends that. */
  follow: (onLine: (line: KeptLine) => void) => () => void;
};

const cutMessage = (line: LogLine): LogLine =>
  line.message.length > MAX_MESSAGE ? { ...line, message: `${line.message.slice(0, MAX_MESSAGE)}...` } : line;

/** The last lines. Parses a line only when somebody reads it. */
export const createKeptLog = (): KeptLog => {
  const ring: (LogLine | undefined)[] = new Array(MAX_LINES).fill(undefined);
  const followers = new Set<(line: KeptLine) => void>();
  let last = 0;

  return {
    add: (whole) => {
      last += 1;
      const line = cutMessage(whole);
      ring[last % MAX_LINES] = line;
      if (followers.size === 0) return;
      const kept = { number: last, record: toLogRecord(line) };
      for (const onLine of [...followers]) onLine(kept);
    },
    after: (number) => {
      const first = Math.max(number, last - MAX_LINES, 0) + 1;
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).flatMap((each) => {
        const line = ring[each % MAX_LINES];
        return line === undefined ? [] : [{ number: each, record: toLogRecord(line) }];
      });
    },
    follow: (onLine) => {
      followers.add(onLine);
      return () => void followers.delete(onLine);
    },
  };
};
