import { isRecord } from '../is-record.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type TargetOptions = {
  resourceGroup?: string | undefined;
  location?: string | undefined;
  name: string;
  events: boolean;
};

/** Environment variables that the parameter file reads and has no default for. */
export const findRequiredVariables = (parameters: string): readonly string[] => [
  ...new Set([...parameters.matchAll(/readEnvironmentVariable\('(\w+)'\)/g)].map(([, name = '']) => name)),
];

/**
 * The app's name is the name, a dash and eight characters that make it unique. Only its first 32
 * characters count for the host (names.bicep).
 */
const MAX_SITE_NAME_LENGTH = 32;
const SUFFIX_LENGTH = 9;

const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;

export const POLLED_EVENTS = 'LogsAndContainerScan';

const isHttps = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';

/** An origin as browsers send it: without a slash at the end, and never `*`. */
const isOrigin = (text: string): boolean => isHttps(text) && new URL(text).origin === text;

const checkGroup = (group: string | undefined): string | undefined => {
  if (!group) return '--resource-group is missing.';
  return /^[\p{L}\p{N}_().-]{1,90}$/u.test(group) && !group.endsWith('.')
    ? undefined
    : `--resource-group "${group}" must have 1 to 90 letters, digits or any of _ ( ) - . and must not end in a dot.`;
};

const checkLocation = (location: string | undefined): string | undefined => {
  if (!location) return '--location is missing.';
  if (/^[a-z]+[0-9]?$/.test(location)) return undefined;
  const meant = location.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return `--location "${location}" must be the short name of a region, such as ${meant || 'westeurope'}.`;
};

const checkName = (name: string): string | undefined =>
  /^[a-z][a-z0-9]{1,11}$/.test(name) && name.length + SUFFIX_LENGTH <= MAX_SITE_NAME_LENGTH
    ? undefined
    : `--name "${name}" must have 2 to 12 lower-case letters and digits and start with a letter (with its suffix, the app's name may have ${MAX_SITE_NAME_LENGTH} characters).`;

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The host of an issuer of Microsoft Entra ID. All of them issue tokens of version 2.0 here. */
const ENTRA_HOST = /^(?:login\.(?:partner\.)?microsoftonline\.(?:com|us|cn)|[\w-]+\.ciamlogin\.com)$/;

const isEntra = (issuer: string): boolean => URL.canParse(issuer) && ENTRA_HOST.test(new URL(issuer).hostname);

/** Tokens name the tenant by its id, never as `common` or by a domain. */
const isEntraIssuer = (issuer: string): boolean => {
  const [, tenant = '', version, ...more] = new URL(issuer).pathname.split('/');
  return GUID.test(tenant) && version === 'v2.0' && more.length === 0;
};

type Shape = { holds: (text: string) => boolean; must: string };

const oneOf = (...values: readonly string[]): Shape => ({
  holds: (text) => values.includes(text),
  must: `must be one of ${values.join(', ')}`,
});

/** What each variable must look like. The parameter file decides which of them are required. */
const shapes: Readonly<Record<string, Shape>> = {
  HEARTH_AUTH_ISSUER: {
    holds: (text) => isHttps(text) && (!isEntra(text) || isEntraIssuer(text)),
    must: 'must be an https URL. For Microsoft Entra ID it is https://login.microsoftonline.com/TENANT/v2.0, with the id of your tenant in place of TENANT',
  },
  HEARTH_AUTH_AUDIENCE: { holds: (text) => /^\S+$/.test(text), must: 'must not contain spaces' },
  HEARTH_ALLOWED_ORIGINS: {
    holds: (text) => text.split(',').every(isOrigin),
    must: 'must be origins such as https://shop.example, separated by commas, without path, slash, space or *',
  },
  HEARTH_PUBLISHER_EMAIL: { holds: (text) => EMAIL.test(text), must: 'must be an e-mail address' },
  HEARTH_ALERT_EMAIL: { holds: (text) => EMAIL.test(text), must: 'must be an e-mail address, or empty' },
  HEARTH_MONTHLY_BUDGET: {
    holds: (text) => /^\d{1,9}$/.test(text),
    must: 'must be a whole amount, or 0 for no budget',
  },
  HEARTH_BUDGET_FROM: {
    holds: (text) => /^\d{4}-(?:0[1-9]|1[0-2])-01$/.test(text),
    must: 'must be the first day of a month, such as 2026-12-01',
  },
  HEARTH_CUSTOM_DOMAIN: {
    holds: (text) => /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(text),
    must: 'must be a host name such as api.shop.example',
  },
  HEARTH_CUSTOM_DOMAIN_CERTIFICATE: {
    holds: (text) => isHttps(text) && /^\/secrets\/[\w-]+$/.test(new URL(text).pathname),
    must: 'must be a secret without a version, such as https://VAULT.vault.azure.net/secrets/api-shop-example',
  },
  HEARTH_ALWAYS_READY: { holds: (text) => /^(?:1?\d|20)$/.test(text), must: 'must be a number from 0 to 20' },
  HEARTH_HOSTING: oneOf('premium', 'flex'),
  HEARTH_PLAN_SKU: oneOf('EP1', 'EP2', 'EP3'),
  HEARTH_GATEWAY_SKU: oneOf('Consumption', 'BasicV2', 'StandardV2'),
  HEARTH_NETWORK: oneOf('public', 'private'),
  HEARTH_NAT_GATEWAY: oneOf('true', 'false'),
  HEARTH_COSMOS_CAPACITY: oneOf('serverless', 'autoscale', 'autoscalePerContainer'),
  HEARTH_HOST_STORAGE: oneOf('keyed', 'keyless'),
  UPLOAD_EVENTS: oneOf('EventGrid', POLLED_EVENTS),
};

/** Entra ID's tokens of version 2.0 have the client id of the API as audience, never its URI. */
const checkAudience = ({ HEARTH_AUTH_ISSUER: issuer = '', HEARTH_AUTH_AUDIENCE: audience = '' }: Env) =>
  isEntra(issuer) && audience !== '' && !GUID.test(audience)
    ? `HEARTH_AUTH_AUDIENCE "${audience}" must be the client id of the API's app registration: tokens of HEARTH_AUTH_ISSUER have no other audience (docs/deploy.md).`
    : undefined;

/** Choices that are valid alone, but not together. The template refuses them too. */
const checkCombination = (env: Env): readonly string[] => {
  const flex = env.HEARTH_HOSTING === 'flex';
  const isPrivate = env.HEARTH_NETWORK === 'private';
  const problems: readonly (readonly [boolean, string])[] = [
    [flex && isPrivate, 'HEARTH_HOSTING flex needs HEARTH_NETWORK public.'],
    [flex && env.UPLOAD_EVENTS === POLLED_EVENTS, 'HEARTH_HOSTING flex needs UPLOAD_EVENTS EventGrid.'],
    [env.HEARTH_NAT_GATEWAY === 'true' && !isPrivate, 'HEARTH_NAT_GATEWAY true needs HEARTH_NETWORK private.'],
    [!flex && env.HEARTH_ALWAYS_READY === '0', 'HEARTH_ALWAYS_READY 0 needs HEARTH_HOSTING flex.'],
    [
      Boolean(env.HEARTH_CUSTOM_DOMAIN) && !env.HEARTH_CUSTOM_DOMAIN_CERTIFICATE,
      'HEARTH_CUSTOM_DOMAIN needs HEARTH_CUSTOM_DOMAIN_CERTIFICATE (docs/owning.md).',
    ],
    [
      isPrivate && env.HEARTH_GATEWAY_SKU !== 'StandardV2',
      'HEARTH_NETWORK private needs HEARTH_GATEWAY_SKU StandardV2.',
    ],
  ];
  return problems.flatMap(([isWrong, problem]) => (isWrong ? [problem] : []));
};

const checkBudget = (env: Env): string | undefined =>
  Number(env.HEARTH_MONTHLY_BUDGET) > 0 && !(env.HEARTH_BUDGET_FROM && env.HEARTH_ALERT_EMAIL)
    ? 'HEARTH_MONTHLY_BUDGET needs HEARTH_ALERT_EMAIL, and HEARTH_BUDGET_FROM such as 2026-12-01.'
    : undefined;

/** The claims of a token, unchecked. Empty if it has no claims that can be read. */
const readClaims = (token: string): Readonly<Record<string, unknown>> => {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
};

/** A token that the deployed app would refuse. */
const checkToken = ({ HEARTH_TOKEN: token = '', ...env }: Env): readonly string[] => {
  const { iss, aud } = readClaims(token);
  return [[aud, 'aud', 'HEARTH_AUTH_AUDIENCE'] as const, [iss, 'iss', 'HEARTH_AUTH_ISSUER'] as const].flatMap(
    ([claim, name, variable]) =>
      claim === undefined || env[variable] === undefined || [claim].flat().includes(env[variable])
        ? []
        : [`HEARTH_TOKEN: its claim ${name} is "${String(claim)}", but ${variable} is "${env[variable]}".`],
  );
};

/** Without the subscription an app that waits for events would never process an upload. */
const checkEvents = (events: boolean, env: Env): string | undefined =>
  events || (env.UPLOAD_EVENTS || 'EventGrid') !== 'EventGrid'
    ? undefined
    : `--no-events: the app would never notice an upload. Set UPLOAD_EVENTS=${POLLED_EVENTS} too.`;

/**
 * Everything wrong with the target that can be found without Azure. `parameters` is the text of the
 * parameter file.
 */
export const findTargetProblems = (wish: TargetOptions, env: Env, parameters: string): readonly string[] => {
  const unset = findRequiredVariables(parameters).filter((name) => (env[name] ?? '') === '');
  const misshapen = Object.entries(shapes).flatMap(([name, { holds, must }]) => {
    const value = env[name] ?? '';
    return value === '' || holds(value) ? [] : [`${name} "${value}" ${must}.`];
  });
  return [
    ...[checkGroup(wish.resourceGroup), checkLocation(wish.location), checkName(wish.name)],
    checkEvents(wish.events, env),
    checkAudience(env),
    checkBudget(env),
    ...checkToken(env),
    ...checkCombination(env),
    ...unset.map((name) => `The environment variable ${name} is not set.`),
    ...misshapen,
  ].filter((problem) => problem !== undefined);
};
