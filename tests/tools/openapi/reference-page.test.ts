import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { referencePage } from '../../../tools/openapi/reference/reference-page.ts';
import scalar from '../../../tools/openapi/reference/scalar.json' with { type: 'json' };
import { SCALAR_FILE, scalarScript } from '../../../tools/openapi/reference/scalar-script.ts';

const { html, startName, startScript } = referencePage('Hearth API');
const script = brotliDecompressSync(readFileSync(SCALAR_FILE));

test('the script of Scalar is the one that scalar.json names, and tells its license', () => {
  const [license] = script.toString('utf8', 0, 200).split('\n');

  expect(createHash('sha256').update(script).digest('hex')).toBe(scalar.sha256);
  expect(license).toBe(`/*! ${scalar.name} ${scalar.version} | MIT License | Copyright (c) 2023-present Scalar */`);
});

test('SECURITY.md names its version, because npm does not know of it', () => {
  expect(readFileSync('SECURITY.md', 'utf8')).toMatch(new RegExp(`\\| \`${scalar.name}\` +\\| ${scalar.version} `));
});

test('the page runs its two scripts, none of them inline, and names no other host', () => {
  const sources = [...html.matchAll(/<script\b([^>]*)>([^<]*)<\/script>/g)].map(([, tag, inline]) => [tag, inline]);

  expect(sources).toEqual([
    [` src="docs/${scalarScript}"`, ''],
    [` src="docs/${startName}"`, ''],
  ]);
  expect(html).not.toMatch(/ style=| on\w+=|https?:/i);
});

test('whatever Scalar could send elsewhere is off', () => {
  const [, json = ''] = /^const configuration = (.*);\n/.exec(startScript) ?? [];

  expect(JSON.parse(json)).toMatchObject({
    url: 'openapi.json',
    withDefaultFonts: false,
    telemetry: false,
    proxyUrl: '',
    hideClientButton: true,
    agent: { disabled: true },
    mcp: { disabled: true },
  });
  expect(startScript).not.toMatch(/https?:/);
});
