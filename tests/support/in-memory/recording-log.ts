import type { Log, LogFields } from '../../../src/application/ports/telemetry.ts';

type LogEntry = { level: 'info' | 'warn' | 'error'; event: string; fields: LogFields };

export type RecordingLog = Log & { entries: LogEntry[] };

export const recordingLog = (): RecordingLog => {
  const entries: LogEntry[] = [];
  const record =
    (level: LogEntry['level']) =>
    (event: string, fields: LogFields = {}): void => {
      entries.push({ level, event, fields: { ...fields } });
    };
  return { entries, info: record('info'), warn: record('warn'), error: record('error') };
};
