type Env = Readonly<Record<string, string | undefined>>;

export type Wish = { resourceGroup?: string | undefined; location?: string | undefined; name: string; events: boolean };

/** Names that the parameter file takes from the environment and has no default for. */
export const requiredVariables = (parameters: string): readonly string[] => [
  ...new Set([...parameters.matchAll(/readEnvironmentVariable\('(\w+)'\)/g)].map(([, name = '']) => name)),
];

/** The app's name is the name, a dash, and eight characters that make it unique; the host makes its id of the first 32 (names.bicep). */
const SITE_NAME_MAX = 32;
const SUFFIX = 9;

const EMAIL = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;

export const POLLED = 'LogsAndContainerScan';

const isHttps = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';

/** An origin as browsers send it: without a slash at its end, and never `*`. */
const isOrigin = (text: string): boolean => isHttps(text) && new URL(text).origin === text;

const groupProblem = (group: string | undefined): string | undefined => {
  if (!group) return '--resource-group is missing.';
  return /^[\p{L}\p{N}_().-]{1,90}$/u.test(group) && !group.endsWith('.')
    ? undefined
    : `--resource-group "${group}": 1 to 90 letters, digits and any of _ ( ) - . that do not end in a dot.`;
};

const locationProblem = (location: string | undefined): string | undefined => {
  if (!location) return '--location is missing.';
  if (/^[a-z]+[0-9]?$/.test(location)) return undefined;
  const meant = location.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return `--location "${location}": a region by its short name, such as ${meant || 'westeurope'}.`;
};

const nameProblem = (name: string): string | undefined =>
  /^[a-z][a-z0-9]{1,11}$/.test(name) && name.length + SUFFIX <= SITE_NAME_MAX
    ? undefined
    : `--name "${name}": 2 to 12 lower-case letters and digits, a letter first (with its suffix the app may have ${SITE_NAME_MAX} characters).`;

/** What each variable must look like; which of them are needed says the parameter file. */
const shapes: Readonly<Record<string, { holds: (text: string) => boolean; must: string }>> = {
  HEARTH_AUTH_ISSUER: {
    holds: (text) => isHttps(text) && !/\bTENANT\b/.test(text),
    must: 'must be an https address, with the id of your tenant for TENANT',
  },
  HEARTH_AUTH_AUDIENCE: { holds: (text) => /^\S+$/.test(text), must: 'must have no space' },
  HEARTH_ALLOWED_ORIGINS: {
    holds: (text) => text.split(',').every(isOrigin),
    must: 'must be origins such as https://shop.example, with commas between, and no path, slash, space or *',
  },
  HEARTH_PUBLISHER_EMAIL: { holds: (text) => EMAIL.test(text), must: 'must be an e-mail address' },
  HEARTH_ALERT_EMAIL: { holds: (text) => EMAIL.test(text), must: 'must be an e-mail address, or empty' },
  HEARTH_HOST_STORAGE: { holds: (text) => text === 'keyed' || text === 'keyless', must: 'must be keyed or keyless' },
  UPLOAD_EVENTS: {
    holds: (text) => text === 'EventGrid' || text === POLLED,
    must: `must be EventGrid or ${POLLED}`,
  },
};

/** A subscription that is left out while the app waits for it: no picture would ever be made. */
const eventsProblem = (events: boolean, env: Env): string | undefined =>
  events || (env.UPLOAD_EVENTS || 'EventGrid') !== 'EventGrid'
    ? undefined
    : `--no-events: the app would never hear of an upload. Set UPLOAD_EVENTS=${POLLED} too.`;

/** All that is wrong with what is to be deployed, as far as it can be told without Azure. `parameters` is the text of the parameter file. */
export const targetProblems = (wish: Wish, env: Env, parameters: string): readonly string[] => {
  const unset = requiredVariables(parameters).filter((name) => (env[name] ?? '') === '');
  const misshapen = Object.entries(shapes).flatMap(([name, { holds, must }]) => {
    const value = env[name] ?? '';
    return value === '' || holds(value) ? [] : [`${name} "${value}" ${must}.`];
  });
  return [
    ...[groupProblem(wish.resourceGroup), locationProblem(wish.location), nameProblem(wish.name)],
    eventsProblem(wish.events, env),
    ...unset.map((name) => `The environment variable ${name} is not set.`),
    ...misshapen,
  ].filter((problem) => problem !== undefined);
};
