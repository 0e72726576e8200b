import picocolors from 'picocolors';
import { leastSeverity, severityOf } from './log-levels.ts';
import { type LogEventLine, type LogLine, parseEvent, toLogRecord } from './log-line.ts';
import type { LogLevel } from './rpc.ts';

/** `category` is dotted, as in host.json's logLevel: `Host.Startup`, `Function.name.User`. */
export type Logger = (level: LogLevel, category: string, message: string, fields?: LogFields) => void;
type LogFields = { invocationId?: string };

/** Characters that could drive a terminal or reorder text. Line breaks are kept. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const escapeOne = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Messages quote untrusted text, such as ids of messages and names of blobs. */
const escapeUnprintable = (text: string): string => text.replace(UNPRINTABLE, escapeOne);

/** Indents further lines, so that untrusted text cannot look like an entry of its own. */
const toEntry = (message: string): string => escapeUnprintable(message).replaceAll('\n', '\n    ');

const EVENT_WIDTH = 22;
const FUNCTION_WIDTH = 20;

/** Escaped here, because the colours around it must not be. */
const formatValue = (value: unknown): string =>
  escapeUnprintable(typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? ''));

/** Such as `order_placed  orderId=ord_1 number=XWCR-2YMZ-PZ0K`. */
const describeEvent = ({ event, ...fields }: LogEventLine): string => {
  const pairs = Object.entries(fields).map(
    ([name, value]) => `${picocolors.dim(`${escapeUnprintable(name)}=`)}${formatValue(value)}`,
  );
  return `${toEntry(event).padEnd(EVENT_WIDTH)} ${pairs.join(' ')}`.trimEnd();
};

/** In local time. */
const timeOfDay = (now: Date): string =>
  [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':') +
  `.${String(now.getMilliseconds()).padStart(3, '0')}`;

const labels: Record<LogLevel, string> = {
  trace: picocolors.dim('trce'),
  debug: picocolors.dim('dbug'),
  information: picocolors.green('info'),
  warning: picocolors.yellow('warn'),
  error: picocolors.red('fail'),
  critical: picocolors.red('crit'),
};

const colourOf = (level: LogLevel): ((text: string) => string) => {
  if (severityOf(level) >= severityOf('error')) return picocolors.red;
  if (level === 'warning') return picocolors.yellow;
  return level === 'information' ? (text) => text : picocolors.dim;
};

/** Columns: time, level, function, the beginning of the invocation's id, and what happened. */
const formatLine = ({ time, level, category, message, invocationId = '' }: LogLine): string => {
  const [, name = category] = /^Function\.([^.]+)/.exec(category) ?? [];
  const event = parseEvent(message);
  const what = event ? describeEvent(event) : colourOf(level)(toEntry(message));
  const run = picocolors.dim(invocationId.slice(0, 8).padEnd(8));
  return `${picocolors.dim(timeOfDay(time))} ${labels[level]} ${name.padEnd(FUNCTION_WIDTH)} ${run} ${what}\n`;
};

export type LoggerOptions = {
  levels: Readonly<Record<string, string>>;
  format: 'text' | 'json';
  /** Writes only warnings and worse. */
  quiet: boolean;
  write: (line: string) => void;
  /** Gets every line that `levels` let through, also those that `quiet` does not write. */
  keep: (line: LogLine) => void;
};

export const createLogger = ({ levels, format, quiet, write, keep }: LoggerOptions): Logger => {
  const thresholds = new Map<string, number>();
  return (level, category, message, fields) => {
    const least = thresholds.get(category) ?? leastSeverity(levels, category);
    thresholds.set(category, least);
    const severity = severityOf(level);
    if (severity < least) return;
    const line: LogLine = { time: new Date(), level, category, message, ...fields };
    keep(line);
    if (quiet && severity < severityOf('warning')) return;
    write(format === 'text' ? formatLine(line) : `${escapeUnprintable(JSON.stringify(toLogRecord(line)))}\n`);
  };
};
