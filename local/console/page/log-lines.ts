import { OWN_REQUESTS } from '../own-requests.ts';
import type { LogLine } from '../shapes.ts';

export type Choice = 'events' | 'all' | 'warnings' | 'errors';

const severities: Readonly<Record<string, number>> = { warning: 1, error: 2, critical: 2 };

const severityOf = ({ level }: LogLine): number => severities[level] ?? 0;

/** Costs follow every run of a function, so they would hide what has happened. */
const isEvent = ({ event }: LogLine): boolean => event !== undefined && event !== 'cosmos_charge';

const choices: Readonly<Record<Choice, (line: LogLine) => boolean>> = {
  events: (line) => isEvent(line) || severityOf(line) > 0,
  all: () => true,
  warnings: (line) => severityOf(line) > 0,
  errors: (line) => severityOf(line) > 1,
};

const isOwn = ({ requestId }: LogLine): boolean => requestId?.startsWith(OWN_REQUESTS) === true;

/** Without the lines that only this console caused, unless they warn. */
const leaveOutOwn = (lines: readonly LogLine[]): readonly LogLine[] => {
  const own = new Set(lines.filter(isOwn).map(({ invocationId }) => invocationId));
  const isOthers = (line: LogLine): boolean =>
    !(isOwn(line) || (line.invocationId !== undefined && own.has(line.invocationId)));
  return lines.filter((line) => severityOf(line) > 0 || isOthers(line));
};

const known: readonly string[] = ['time', 'level', 'category', 'invocationId', 'event', 'message', 'requestId'];

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

/** Lines stay the same objects, so each is put into words once, however often it is searched. */
const words = new WeakMap<LogLine, string>();

/** All that a line says, in lower case. */
const wordsOf = (line: LogLine): string => {
  const found = words.get(line);
  if (found !== undefined) return found;
  const text = [functionOf(line), line.event, describeLine(line), ...Object.values(line)].join(' ').toLowerCase();
  words.set(line, text);
  return text;
};

/** The lines of each choice that contain `text`, in any case, even in a field that is not shown. */
export const findLines = (lines: readonly LogLine[], text: string): Readonly<Record<Choice, readonly LogLine[]>> => {
  const wanted = text.trim().toLowerCase();
  const others = leaveOutOwn(lines);
  const found = wanted === '' ? others : others.filter((line) => wordsOf(line).includes(wanted));
  const choose = (choice: Choice): readonly LogLine[] => found.filter(choices[choice]);
  return { events: choose('events'), all: found, warnings: choose('warnings'), errors: choose('errors') };
};
