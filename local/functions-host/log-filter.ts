import { MAX_LINES } from './kept-log.ts';
import { parseSeverity, severityOf } from './log-levels.ts';
import type { LogRecord } from './log-line.ts';

export type LogFilter = (record: LogRecord) => boolean;

/** As long as the ids in the terminal. */
const MIN_INVOCATION = 8;

const beginsWith = (value: unknown, start: string): boolean => typeof value === 'string' && value.startsWith(start);

const parsers = new Map<string, (value: string) => LogFilter | string>([
  [
    'invocation',
    (value) =>
      value.length < MIN_INVOCATION
        ? `give at least the first ${MIN_INVOCATION} characters of its id`
        : ({ invocationId }) => beginsWith(invocationId, value),
  ],
  [
    'function',
    (value) =>
      ({ category }) =>
        category.split('.')[1]?.toLowerCase() === value.toLowerCase(),
  ],
  ['order', (value) => (record) => record.orderId === value || record.number === value],
  ['requestId', (value) => (record) => record.requestId === value],
  [
    'level',
    (value) => {
      const least = parseSeverity(value);
      return least === undefined
        ? 'give trace, debug, information, warning, error or critical'
        : ({ level }) => severityOf(level) >= least;
    },
  ],
]);

/** `limit`: so many of the newest kept lines that match. */
export type ParsedFilter = { ok: true; accepts: LogFilter; limit: number } | { ok: false; problems: string[] };

const parseLimit = (value: string): number | undefined => {
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  return limit >= 1 && limit <= MAX_LINES ? limit : undefined;
};

/** All that the query asks for, at once. Names what it does not know, so that no typo shows all. */
export const parseLogFilter = (query: URLSearchParams): ParsedFilter => {
  const limit = parseLimit(query.get('limit') ?? String(MAX_LINES));
  const parsed = [...query].flatMap(([name, value]) => {
    // The key of the host, and what is no filter.
    if (name === 'code' || name === 'limit') return [];
    return [
      [name, parsers.get(name)?.(value) ?? `is unknown: use ${[...parsers.keys(), 'limit'].join(', ')}`] as const,
    ];
  });
  const problems = parsed.flatMap(([name, each]) => (typeof each === 'string' ? [`${name}: ${each}`] : []));
  if (limit === undefined) problems.push(`limit: give a number from 1 to ${MAX_LINES}`);
  if (limit === undefined || problems.length > 0) return { ok: false, problems };
  const filters = parsed.flatMap(([, each]) => (typeof each === 'string' ? [] : [each]));
  return { ok: true, accepts: (record) => filters.every((accepts) => accepts(record)), limit };
};
