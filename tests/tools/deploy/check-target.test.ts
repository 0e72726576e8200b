import { readFileSync } from 'node:fs';
import { findRequiredVariables, findTargetProblems } from '../../../tools/deploy/check-target.ts';

const parameters =
  "param authIssuer = readEnvironmentVariable('ISSUER')\nparam name = readEnvironmentVariable('N', 'x')";

describe('what can be checked without Azure', () => {
  const wish = { resourceGroup: 'shop', location: 'westeurope', name: 'hearth', events: true };
  const env = {
    HEARTH_AUTH_ISSUER: 'https://login.example/tenant/v2.0',
    HEARTH_AUTH_AUDIENCE: 'api://hearth',
    HEARTH_ALLOWED_ORIGINS: 'https://shop.example,https://www.shop.example',
    HEARTH_PUBLISHER_EMAIL: 'operations@shop.example',
  };
  const file = readFileSync('infra/main.bicepparam', 'utf8');

  test('nothing is wrong with what docs/deploy.md says', () => {
    expect(findTargetProblems(wish, env, file)).toEqual([]);
    expect(findTargetProblems(wish, { ...env, HEARTH_HOST_STORAGE: 'keyless', HEARTH_ALERT_EMAIL: '' }, file)).toEqual(
      [],
    );
  });

  test('everything that is wrong is listed at once', () => {
    const wrong = findTargetProblems({ name: 'Hearth-of-the-whole-shop', events: true }, {}, file);
    expect(wrong.map((problem) => /--[\w-]+|HEARTH_\w+/.exec(problem)?.[0])).toEqual([
      '--resource-group',
      '--location',
      '--name',
      ...Object.keys(env),
    ]);
  });

  test.each([
    ['resourceGroup', 'shop.'],
    ['resourceGroup', 'my shop'],
    ['resourceGroup', 'x'.repeat(91)],
    ['location', 'West Europe'],
    ['name', 'h'],
    ['name', '1hearth'],
    ['name', 'hearth-shop'],
    ['name', 'Hearth'],
    ['name', 'thirteenchars'],
  ])('%s may not be "%s"', (key, value) => {
    expect(findTargetProblems({ ...wish, [key]: value }, env, file)).toEqual([expect.stringContaining(`"${value}"`)]);
  });

  test.each([
    ['HEARTH_AUTH_ISSUER', 'http://login.example'],
    ['HEARTH_AUTH_ISSUER', 'TENANT'],
    ['HEARTH_AUTH_ISSUER', 'https://login.microsoftonline.com/TENANT/v2.0'],
    ['HEARTH_AUTH_AUDIENCE', 'api:// hearth'],
    ['HEARTH_ALLOWED_ORIGINS', '*'],
    ['HEARTH_ALLOWED_ORIGINS', 'https://shop.example/'],
    ['HEARTH_ALLOWED_ORIGINS', 'https://shop.example, https://www.shop.example'],
    ['HEARTH_ALLOWED_ORIGINS', 'http://shop.example'],
    ['HEARTH_PUBLISHER_EMAIL', 'operations'],
    ['HEARTH_ALERT_EMAIL', 'a@b.example,c@d.example'],
    ['HEARTH_HOST_STORAGE', 'Keyless'],
    ['UPLOAD_EVENTS', 'Sometimes'],
  ])('%s may not be "%s"', (name, value) => {
    expect(findTargetProblems(wish, { ...env, [name]: value }, file)).toEqual([
      expect.stringContaining(`${name} "${value}"`),
    ]);
  });

  test('a region written as in the portal is answered with its short name', () => {
    expect(findTargetProblems({ ...wish, location: 'West Europe' }, env, file)[0]).toContain('westeurope');
  });
});

test('variables with a default are not asked for', () => {
  expect(findRequiredVariables(parameters)).toEqual(['ISSUER']);
});
