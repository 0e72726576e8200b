import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './registered-triggers.ts';

const calls = /\blog(?:\.(\w+)|\[\w+\])\(\s*'([a-z_]+)'/g;

/** The events that the app logs, each with its level; '' if the level is chosen at run time. */
export const findLoggedEvents = (): ReadonlyMap<string, string> => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const found = files.flatMap((name) => [...readFileSync(join(ROOT, 'src', name), 'utf8').matchAll(calls)]);
  return new Map(found.map(([, level = '', event = '']) => [event, level]));
};
