import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appLogEvents } from '../src/application/ports/app-log-events.ts';
import { deadLetterLogEvents } from '../src/application/ports/dead-letter-log-events.ts';
import { eventLogEvents } from '../src/application/ports/event-log-events.ts';
import type { LogEvent } from '../src/application/ports/log-event.ts';
import { logEvents } from '../src/application/ports/log-events.ts';
import { orderLogEvents } from '../src/application/ports/order-log-events.ts';
import { productLogEvents } from '../src/application/ports/product-log-events.ts';
import { findingCodes } from '../src/domain/reconciliation.ts';
import { logEventsPage } from '../tools/log-events/log-events-page.ts';

const ROOT = join(__dirname, '..');

const table = new Map<string, LogEvent>(Object.entries(logEvents));

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('log-events.ts'))
  .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));

/** The level of each call that names one, and its event. */
const calls = sources.flatMap((text) =>
  [...text.matchAll(/\b(?:log|invocationLog)\.(info|warn|error)\(\s*'(\w+)'/gi)].map(([, level = '', event = '']) => ({
    level,
    event,
  })),
);

test('the app logs every event of the table', () => {
  const everything = sources.join('\n');
  expect([...table.keys()].filter((name) => !everything.includes(`'${name}'`))).toEqual([]);
});

test('an event is logged only at the levels that the table names', () => {
  expect(calls.length).toBeGreaterThan(50);
  expect(calls.filter(({ level, event }) => !table.get(event)?.levels.some((one) => one === level))).toEqual([]);
});

test('no event is in two sections', () => {
  const sections = [appLogEvents, orderLogEvents, productLogEvents, deadLetterLogEvents, eventLogEvents];
  expect(sections.flatMap(Object.keys)).toHaveLength(table.size);
});

test('no field has a name that a line uses for something else', () => {
  const taken = ['event', 'time', 'level', 'category', 'function', 'invocationId', 'message'];
  const clashes = [...table].flatMap(([name, { fields }]) =>
    taken.filter((field) => field in fields).map((field) => `${name}.${field}`),
  );
  expect(clashes).toEqual([]);
});

test('the page has one point per event, and no line that is too long', () => {
  const lines = logEventsPage().split('\n');
  const points = lines.flatMap((line) => /^- \*\*`(\w+)`\*\*/.exec(line)?.[1] ?? []);
  expect(points).toEqual([...table.keys()]);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});

/** Literals of other kinds that the pages name. */
const others: readonly string[] = [...findingCodes, 'awaiting_upload', 'node_modules'];

test('an event that operators are told to look for exists', () => {
  const pages = ['operations.md', 'deploy.md'].map((name) => readFileSync(join(ROOT, 'docs', name), 'utf8'));
  const named = pages.flatMap((page) => [...page.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name = '']) => name));
  expect(named.filter((name) => table.has(name)).length).toBeGreaterThan(5);
  expect(named.filter((name) => !table.has(name) && !others.includes(name))).toEqual([]);
});
