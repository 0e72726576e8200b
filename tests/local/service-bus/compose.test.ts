import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../../local/service-bus/config.ts';
import { queuesOf } from '../../../local/service-bus/entity-settings.ts';

const compose = readFileSync('local/compose.yaml', 'utf8');

test("the official emulator gets the shop's queues with a window of duplicate detection that it accepts", () => {
  const [, expression = ''] = /sed '([^']+)' \/config\.json/.exec(compose) ?? [];
  const file = 'local/service-bus/config.json';
  const copy = execFileSync('sed', [expression, file], { encoding: 'utf8' });
  const windows = [readFileSync(file, 'utf8'), copy].map((text) =>
    queuesOf(parseConfig(JSON.parse(text))).map(({ settings }) => settings.duplicateWindowMs),
  );

  // The ids of the messages of deliveries are always new, so their queue detects no duplicates.
  expect(windows).toEqual([
    [600_000, undefined],
    [300_000, undefined],
  ]);
});

test('every image has a fixed version', () => {
  const tags = [...compose.matchAll(/^ +image: \S+:(\S+)$/gm)].map(([, tag]) => tag);

  expect(tags).toHaveLength(5);
  for (const tag of tags) expect(tag).toMatch(/\d/);
  for (const tag of tags) expect(tag).not.toMatch(/latest|preview/);
});
