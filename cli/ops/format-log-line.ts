import pc from 'picocolors';
import { z } from 'zod';
import { printable } from '../client/printable.ts';

/** As the laptop's host writes it: an `event` with its fields, or a `message`. */
export const logLine = z.looseObject({
  time: z.string(),
  level: z.string(),
  category: z.string(),
  invocationId: z.string().optional(),
  event: z.string().optional(),
  message: z.string().optional(),
});
export type LogLine = z.infer<typeof logLine>;

const EVENT_WIDTH = 22;
const FUNCTION_WIDTH = 20;
const ID_WIDTH = 8;

const plain = (text: string): string => text;

type Look = { label: string; colour: (text: string) => string; text: (text: string) => string };

const looks = new Map<string, Look>([
  ['trace', { label: 'trce', colour: pc.dim, text: pc.dim }],
  ['debug', { label: 'dbug', colour: pc.dim, text: pc.dim }],
  ['information', { label: 'info', colour: pc.green, text: plain }],
  ['warning', { label: 'warn', colour: pc.yellow, text: pc.yellow }],
  ['error', { label: 'fail', colour: pc.red, text: pc.red }],
  ['critical', { label: 'crit', colour: pc.red, text: pc.red }],
]);

const unknownLook: Look = { label: '    ', colour: plain, text: plain };

/** In local time. */
const timeOfDay = (time: string): string => {
  const at = new Date(time);
  const pad = (part: number, width = 2): string => String(part).padStart(width, '0');
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
};

const formatValue = (value: unknown): string =>
  printable(typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? ''));

const describeEvent = (event: string, fields: Readonly<Record<string, unknown>>): string => {
  const pairs = Object.entries(fields).map(([name, value]) => `${pc.dim(`${printable(name)}=`)}${formatValue(value)}`);
  return `${printable(event).padEnd(EVENT_WIDTH)} ${pairs.join(' ')}`.trimEnd();
};

/** Further lines are indented, so that what somebody sent cannot look like an entry of its own. */
const indent = (message: string): string => printable(message).replaceAll('\n', '\n    ');

/** Columns: time, level, function, the beginning of the invocation's id, and what happened. */
export const formatLogLine = (line: LogLine): string => {
  const { time, level, category, invocationId = '', event, message, ...fields } = line;
  const look = looks.get(level) ?? unknownLook;
  const name = /^Function\.([^.]+)/.exec(category)?.[1] ?? category;
  const what = event === undefined ? look.text(indent(message ?? '')) : describeEvent(event, { ...fields });
  const run = pc.dim(printable(invocationId).slice(0, ID_WIDTH).padEnd(ID_WIDTH));
  return `${pc.dim(timeOfDay(time))} ${look.colour(look.label)} ${printable(name).padEnd(FUNCTION_WIDTH)} ${run} ${what}\n`;
};
