import { OWN_REQUESTS } from '../own-requests.ts';
import type { LogLine } from '../shapes.ts';

export type Level = 'all' | 'warning' | 'error';

export type LogFilter = { order?: string; invocation?: string; level: Level };

const severities: Readonly<Record<string, number>> = { warning: 1, warn: 1, error: 2, critical: 2 };
const least: Readonly<Record<Level, number>> = { all: 0, warning: 1, error: 2 };

const isOwn = ({ requestId }: LogLine): boolean => requestId?.startsWith(OWN_REQUESTS) === true;

/** Without the lines that only this console caused, unless they warn. */
export const chooseLines = (lines: readonly LogLine[], level: Level): readonly LogLine[] => {
  const own = new Set(lines.filter(isOwn).map(({ invocationId }) => invocationId));
  return lines.filter((line) => {
    const severity = severities[line.level] ?? 0;
    if (severity < least[level]) return false;
    return severity > 0 || !(isOwn(line) || (line.invocationId !== undefined && own.has(line.invocationId)));
  });
};

const known: readonly string[] = ['time', 'level', 'category', 'invocationId', 'event', 'message', 'id'];

/** The fields of an event as `name=value`, or the message. */
export const describeLine = (line: LogLine): string => {
  if (line.event === undefined) return line.message ?? '';
  return Object.entries(line)
    .filter(([name, value]) => !known.includes(name) && value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
};

/** Such as `processOrder` of `Function.processOrder.User`. */
export const functionOf = ({ category = '' }: LogLine): string => /^Function\.([^.]+)/.exec(category)?.[1] ?? category;
