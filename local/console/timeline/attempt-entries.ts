import type { LogLine } from '../shapes.ts';
import { joinParts, type TimelineEntry, type Tone, toEntry } from '../timeline-entry.ts';
import { failureReason } from './failure-reason.ts';
import { readNumber, readText } from './read-field.ts';

/** The states themselves come from the order; these are what led to them. */
const attempts: Readonly<Record<string, { what: string; tone: Tone }>> = {
  order_send_failed: { what: 'message not sent', tone: 'warn' },
  order_attempt_failed: { what: 'attempt failed', tone: 'warn' },
  order_copy_not_scheduled: { what: 'next attempt not scheduled', tone: 'warn' },
  order_given_up: { what: 'given up', tone: 'bad' },
  order_not_marked: { what: 'attention flag not set', tone: 'bad' },
  order_work_done: { what: 'work done', tone: 'good' },
  order_confirmed: { what: 'stock reserved', tone: 'good' },
};

const describeAttempt = (line: LogLine): string => {
  const [attempt, most] = [readText(line, 'attempt'), readText(line, 'maxAttempts')];
  const waitMs = readNumber(line, 'waitMs');
  return joinParts(
    attempt !== undefined && (most === undefined ? `attempt ${attempt}` : `attempt ${attempt} of ${most}`),
    readText(line, 'due'),
    failureReason(line),
    waitMs !== undefined && `next one in ${(waitMs / 1000).toFixed(1)} s`,
  );
};

/** What became of each delivery of a message. */
export const attemptEntries = (lines: readonly LogLine[]): { messageId: string | undefined; entry: TimelineEntry }[] =>
  lines.flatMap((line) => {
    const attempt = attempts[line.event ?? ''];
    if (attempt === undefined) return [];
    const log = line.invocationId !== undefined && { log: { invocation: line.invocationId } };
    const entry = toEntry({ at: line.time, kind: 'attempt', ...attempt, detail: describeAttempt(line), ...log });
    return [{ messageId: line.messageId, entry }];
  });
