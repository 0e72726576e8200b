import type { Log, LogEventName } from '../../../src/application/ports/telemetry.ts';

type LogEntry = {
  level: 'info' | 'warn' | 'error';
  event: LogEventName;
  fields: Readonly<Record<string, unknown>>;
};

export type RecordingLog = Log & {
  entries: LogEntry[];
  /** Warnings and errors, except the lines of requests. */
  troubles(): LogEntry[];
  /** The fields of all events of this name. */
  of(event: LogEventName): LogEntry['fields'][];
};

export const recordingLog = (): RecordingLog => {
  const entries: LogEntry[] = [];
  const record =
    (level: LogEntry['level']) =>
    (event: LogEventName, fields: object): void => {
      entries.push({ level, event, fields: { ...fields } });
    };
  return {
    entries,
    troubles: () => entries.filter(({ level, event }) => level !== 'info' && event !== 'request'),
    of: (name) => entries.filter(({ event }) => event === name).map(({ fields }) => fields),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
};
