import type { LogLine } from '../shapes.ts';

/** A field of an event, as text. */
export const readText = (line: LogLine, name: string): string | undefined => {
  const value = line[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

export const readNumber = (line: LogLine, name: string): number | undefined => {
  const value = line[name];
  return typeof value === 'number' ? value : undefined;
};
