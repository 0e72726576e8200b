import picocolors from 'picocolors';
import type { LogLevel } from './rpc.ts';

/** `category` is dotted, as in host.json's logLevel: `Host.Startup`, `Function.name.User`. */
export type Logger = (level: LogLevel, category: string, message: string, fields?: LogFields) => void;
type LogFields = { invocationId?: string };

const severity: Record<LogLevel | 'none', number> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

const isLevel = (name: string): name is LogLevel | 'none' => name in severity;

/** The level of the longest dotted prefix of `category`, as in the host's filters. */
const leastSeverity = (levels: Readonly<Record<string, string>>, category: string): number => {
  for (let name = category; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const level = levels[name]?.toLowerCase();
    if (level !== undefined && isLevel(level)) return severity[level];
  }
  const fallback = levels.default?.toLowerCase() ?? 'information';
  return isLevel(fallback) ? severity[fallback] : severity.information;
};

/** Characters that could drive a terminal or reorder text. Line breaks are kept. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const escapeOne = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Messages quote untrusted text, such as ids of messages and names of blobs. */
const escapeUnprintable = (text: string): string => text.replace(UNPRINTABLE, escapeOne);

/** Indents further lines, so that untrusted text cannot look like an entry of its own. */
const toEntry = (message: string): string => escapeUnprintable(message).replaceAll('\n', '\n    ');

const formatLine = (level: LogLevel, message: string): string => {
  const time = picocolors.dim(new Date().toISOString().slice(11, 23));
  if (severity[level] >= severity.error) return `${time} ${picocolors.red(message)}\n`;
  if (level === 'warning') return `${time} ${picocolors.yellow(message)}\n`;
  return `${time} ${level === 'information' ? message : picocolors.dim(message)}\n`;
};

export type LoggerOptions = {
  levels: Readonly<Record<string, string>>;
  format: 'text' | 'json';
  /** Only warnings and worse. */
  quiet: boolean;
  write: (line: string) => void;
};

export const createLogger = ({ levels, format, quiet, write }: LoggerOptions): Logger => {
  const thresholds = new Map<string, number>();
  return (level, category, message, fields) => {
    const least = thresholds.get(category) ?? leastSeverity(levels, category);
    thresholds.set(category, least);
    if (severity[level] < least || (quiet && severity[level] < severity.warning)) return;
    if (format === 'text') return write(formatLine(level, toEntry(message)));
    const entry = { time: new Date().toISOString(), level, category, message, ...fields };
    write(`${escapeUnprintable(JSON.stringify(entry))}\n`);
  };
};
