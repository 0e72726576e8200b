import { readFileSync } from 'node:fs';
import { findRequiredVariables, findTargetProblems } from '../../../tools/deploy/check-target.ts';

const guid = '11111111-2222-3333-4444-555555555555';
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
    ['small', { HEARTH_HOSTING: 'flex', HEARTH_GATEWAY_SKU: 'Consumption', HEARTH_ALWAYS_READY: '0' }],
    ['private', { HEARTH_NETWORK: 'private', HEARTH_GATEWAY_SKU: 'StandardV2', HEARTH_NAT_GATEWAY: 'true' }],
    ['large', { HEARTH_PLAN_SKU: 'EP3', HEARTH_ALWAYS_READY: '20', HEARTH_COSMOS_CAPACITY: 'autoscalePerContainer' }],
  ])('a %s shop can be deployed', (_, shape) => {
    expect(findTargetProblems(wish, { ...env, ...shape }, file)).toEqual([]);
  });

  test.each([
    ['HEARTH_HOSTING flex needs HEARTH_NETWORK public.', 'flex', { HEARTH_NETWORK: 'private' }],
    ['HEARTH_HOSTING flex needs UPLOAD_EVENTS EventGrid.', 'flex', { UPLOAD_EVENTS: 'LogsAndContainerScan' }],
    ['HEARTH_NAT_GATEWAY true needs HEARTH_NETWORK private.', 'premium', { HEARTH_NAT_GATEWAY: 'true' }],
    ['HEARTH_ALWAYS_READY 0 needs HEARTH_HOSTING flex.', 'premium', { HEARTH_ALWAYS_READY: '0' }],
    [
      'HEARTH_CUSTOM_DOMAIN needs HEARTH_CUSTOM_DOMAIN_CERTIFICATE (docs/owning.md).',
      'premium',
      { HEARTH_CUSTOM_DOMAIN: 'api.shop.example' },
    ],
    ['HEARTH_NETWORK private needs HEARTH_GATEWAY_SKU StandardV2.', '', { HEARTH_NETWORK: 'private' }],
  ])('choices that exclude each other are found: %s', (problem, hosting, more) => {
    const shape: Record<string, string> = { HEARTH_HOSTING: hosting, ...more };
    const gateway = hosting === '' ? 'BasicV2' : 'StandardV2';
    const all = { ...env, HEARTH_GATEWAY_SKU: gateway, ...shape };
    expect(findTargetProblems(wish, all, file)).toEqual([problem]);
  });

  test.each([
    ['HEARTH_AUTH_ISSUER', 'http://login.example'],
    ['HEARTH_AUTH_ISSUER', 'TENANT'],
    ['HEARTH_AUTH_ISSUER', 'https://login.microsoftonline.com/TENANT/v2.0'],
    ['HEARTH_AUTH_ISSUER', 'https://login.microsoftonline.com/common/v2.0'],
    ['HEARTH_AUTH_ISSUER', `https://login.microsoftonline.com/${guid}`],
    ['HEARTH_AUTH_ISSUER', `https://login.microsoftonline.us/${guid}/v2.0/`],
    ['HEARTH_AUTH_ISSUER', 'https://shop.ciamlogin.com/shop.onmicrosoft.com/v2.0'],
    ['HEARTH_AUTH_AUDIENCE', 'api:// hearth'],
    ['HEARTH_HOSTING', 'Flex'],
    ['HEARTH_PLAN_SKU', 'P1V3'],
    ['HEARTH_CUSTOM_DOMAIN_CERTIFICATE', 'https://v.vault.azure.net/secrets/api/0123'],
    ['HEARTH_ALWAYS_READY', '21'],
    ['HEARTH_ALWAYS_READY', '-1'],
    ['HEARTH_GATEWAY_SKU', 'Basic'],
    ['HEARTH_NETWORK', 'Private'],
    ['HEARTH_NAT_GATEWAY', 'yes'],
    ['HEARTH_COSMOS_CAPACITY', 'dedicated'],
    ['HEARTH_ALLOWED_ORIGINS', '*'],
    ['HEARTH_ALLOWED_ORIGINS', 'https://shop.example/'],
    ['HEARTH_ALLOWED_ORIGINS', 'https://shop.example, https://www.shop.example'],
    ['HEARTH_ALLOWED_ORIGINS', 'http://shop.example'],
    ['HEARTH_PUBLISHER_EMAIL', 'operations'],
    ['HEARTH_ALERT_EMAIL', 'a@b.example,c@d.example'],
    ['HEARTH_HOST_STORAGE', 'Keyless'],
    ['HEARTH_MONTHLY_BUDGET', '-5'],
    ['HEARTH_BUDGET_FROM', '2026-12-02'],
    ['UPLOAD_EVENTS', 'Sometimes'],
  ])('%s may not be "%s"', (name, value) => {
    // A client id, so that the pair of issuer and audience is possible.
    const given = { ...env, HEARTH_AUTH_AUDIENCE: guid, [name]: value };
    expect(findTargetProblems(wish, given, file)).toEqual([expect.stringContaining(`${name} "${value}"`)]);
  });

  test.each([
    'login.microsoftonline.com',
    'login.microsoftonline.us',
    'login.partner.microsoftonline.cn',
    'shop.ciamlogin.com',
  ])('tokens of %s have the client id of the API as audience, and no other', (host) => {
    const entra = { ...env, HEARTH_AUTH_ISSUER: `https://${host}/${guid}/v2.0` };

    expect(findTargetProblems(wish, { ...entra, HEARTH_AUTH_AUDIENCE: guid.toUpperCase() }, file)).toEqual([]);
    expect(findTargetProblems(wish, entra, file)).toEqual([
      expect.stringContaining('HEARTH_AUTH_AUDIENCE "api://hearth" must be the client id'),
    ]);
  });

  test('tokens of version 1.0 may have the URI of the API as audience', () => {
    const old = { ...env, HEARTH_AUTH_ISSUER: `https://sts.windows.net/${guid}/` };
    expect(findTargetProblems(wish, old, file)).toEqual([]);
  });

  test('a budget needs an address to mail to, and its first day', () => {
    const budget = { ...env, HEARTH_MONTHLY_BUDGET: '50', HEARTH_ALERT_EMAIL: 'a@b.example' };
    expect(findTargetProblems(wish, { ...budget, HEARTH_BUDGET_FROM: '2026-12-01' }, file)).toEqual([]);
    expect(findTargetProblems(wish, budget, file)).toEqual([expect.stringContaining('HEARTH_BUDGET_FROM such as')]);
  });

  test('a token that the app would refuse is found before anything is deployed', () => {
    const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    const problems = (claims: object) => findTargetProblems(wish, { ...env, HEARTH_TOKEN: token(claims) }, file);
    const good = { iss: env.HEARTH_AUTH_ISSUER, aud: env.HEARTH_AUTH_AUDIENCE };

    expect(problems(good)).toEqual([]);
    expect(problems({ ...good, aud: ['other', good.aud] })).toEqual([]);
    expect(problems({ ...good, aud: 'other' })).toEqual([
      'HEARTH_TOKEN: its claim aud is "other", but HEARTH_AUTH_AUDIENCE is "api://hearth".',
    ]);
    expect(problems({ ...good, iss: 'https://a.example' })).toEqual([expect.stringContaining('its claim iss is')]);
    expect(findTargetProblems(wish, { ...env, HEARTH_TOKEN: 'opaque' }, file)).toEqual([]);
  });

  test('a region written as in the portal is answered with its short name', () => {
    expect(findTargetProblems({ ...wish, location: 'West Europe' }, env, file)[0]).toContain('westeurope');
  });
});

test('variables with a default are not asked for', () => {
  expect(findRequiredVariables(parameters)).toEqual(['ISSUER']);
});
