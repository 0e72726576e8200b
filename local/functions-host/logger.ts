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

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message that is one JSON object with an `event`, as apps log them. */
const parseEvent = (message: string): (Fields & { event: string }) | undefined => {
  if (!message.startsWith('{')) return undefined;
  try {
    const fields: Fields & { event?: unknown } = JSON.parse(message);
    return typeof fields.event === 'string' ? { ...fields, event: fields.event } : undefined;
  } catch {
    return undefined;
  }
};

const EVENT_WIDTH = 22;
const FUNCTION_WIDTH = 20;

/** Escaped here, because the colours around it must not be. */
const formatValue = (value: unknown): string =>
  escapeUnprintable(typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? ''));

/** Such as `order_placed  orderId=ord_1 number=XWCR-2YMZ-PZ0K`. */
const describeEvent = ({ event, ...fields }: Fields & { event: string }): string => {
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
  if (severity[level] >= severity.error) return picocolors.red;
  if (level === 'warning') return picocolors.yellow;
  return level === 'information' ? (text) => text : picocolors.dim;
};

/** Columns: time, level, function, the beginning of the invocation's id, and what happened. */
const formatLine = (level: LogLevel, category: string, message: string, { invocationId = '' }: LogFields): string => {
  const [, name = category] = /^Function\.([^.]+)/.exec(category) ?? [];
  const event = parseEvent(message);
  const what = event ? describeEvent(event) : colourOf(level)(toEntry(message));
  const run = picocolors.dim(invocationId.slice(0, 8).padEnd(8));
  const time = picocolors.dim(timeOfDay(new Date()));
  return `${time} ${labels[level]} ${name.padEnd(FUNCTION_WIDTH)} ${run} ${what}\n`;
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
    if (format === 'text') return write(formatLine(level, category, message, fields ?? {}));
    const entry = {
      ...(parseEvent(message) ?? { message }),
      time: new Date().toISOString(),
      level,
      category,
      ...fields,
    };
    write(`${escapeUnprintable(JSON.stringify(entry))}\n`);
  };
};
