import { fieldsOf } from './api-answer.ts';

/** The events of this name that the app logged. The host wraps each in a line. */
export const loggedEvents = (log: readonly string[], name: string): Readonly<Record<string, unknown>>[] =>
  log
    .filter((line) => line.includes(`"event":"${name}"`))
    .map((line) => fieldsOf(JSON.parse(line)))
    .filter(({ event }) => event === name);
