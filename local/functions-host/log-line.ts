import type { LogLevel } from './rpc.ts';

/** What the host or the app logged, as it came. */
export type LogLine = {
  time: Date;
  level: LogLevel;
  /** Dotted, as in host.json's logLevel. */
  category: string;
  message: string;
  invocationId?: string;
};

export type LogEventLine = Readonly<Record<string, unknown>> & { event: string };

/** The fields of a message that is one JSON object with an `event`, as apps log them. */
export const parseEvent = (message: string): LogEventLine | undefined => {
  if (!message.startsWith('{')) return undefined;
  try {
    const fields: Readonly<Record<string, unknown>> & { event?: unknown } = JSON.parse(message);
    return typeof fields.event === 'string' ? { ...fields, event: fields.event } : undefined;
  } catch {
    return undefined;
  }
};

/** One flat object for machines: an event with its fields, or a `message`. */
export const toLogRecord = ({ time, level, category, message, invocationId }: LogLine) => ({
  ...(parseEvent(message) ?? { message }),
  time: time.toISOString(),
  level,
  category,
  ...(invocationId !== undefined && { invocationId }),
});

export type LogRecord = ReturnType<typeof toLogRecord> & Readonly<Record<string, unknown>>;
