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
export const chooseLines = (lines: readonly LogLine[], choice: Choice): readonly LogLine[] => {
  const own = new Set(lines.filter(isOwn).map(({ invocationId }) => invocationId));
  const isOthers = (line: LogLine): boolean =>
    !(isOwn(line) || (line.invocationId !== undefined && own.has(line.invocationId)));
  return lines.filter((line) => choices[choice](line) && (severityOf(line) > 0 || isOthers(line)));
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

/** Whether a line contains `text`, in any case, even in a field that is not shown. */
const saysText = (line: LogLine, text: string): boolean => {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const said = [functionOf(line), line.event, describeLine(line), ...Object.values(line)].join(' ');
  return said.toLowerCase().includes(wanted);
};

/** The lines of a choice that contain `text`. */
export const findLines = (lines: readonly LogLine[], choice: Choice, text: string): readonly LogLine[] =>
  chooseLines(lines, choice).filter((line) => saysText(line, text));
