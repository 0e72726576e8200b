import type { LogLevel } from './rpc.ts';

const severities: Record<LogLevel | 'none', number> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

const isLevel = (name: string): name is LogLevel | 'none' => name in severities;

export const severityOf = (level: LogLevel): number => severities[level];

/** Undefined unless it names a level. */
export const parseSeverity = (name: string): number | undefined => {
  const level = name.toLowerCase();
  return isLevel(level) ? severities[level] : undefined;
};

/** The level of the longest dotted prefix of `category`, as in the host's filters. */
export const leastSeverity = (levels: Readonly<Record<string, string>>, category: string): number => {
  for (let name = category; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const least = parseSeverity(levels[name] ?? '');
    if (least !== undefined) return least;
  }
  return parseSeverity(levels.default ?? '') ?? severities.information;
};
