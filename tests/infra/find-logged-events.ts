import { logEvents } from '../../src/application/ports/log-events.ts';

/** The events that the app logs, each with its level; '' if the level is chosen at run time. */
export const findLoggedEvents = (): ReadonlyMap<string, string> =>
  new Map(Object.entries(logEvents).map(([event, { levels }]) => [event, levels.length === 1 ? levels[0] : '']));
