import { isSecureUrl } from './is-secure-url.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Where settings are read, and who hears of those that are missing or malformed. */
export type Settings = { env: Env; report: (problem: string) => void };

// Every function below reads one setting. It reports a problem and then returns a stand-in.

export const readText = ({ env, report }: Settings, name: string, hint: string): string => {
  const value = env[name]?.trim() ?? '';
  if (value === '') report(`${name} is missing: ${hint}`);
  return value;
};

type Range = { fallback: number; min: number; max: number };

export const readInteger = ({ env, report }: Settings, name: string, { fallback, min, max }: Range): number => {
  const given = env[name]?.trim();
  const value = given === undefined ? fallback : /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (!(value >= min && value <= max)) {
    report(`${name} must be a whole number from ${min} to ${max}, not "${env[name]}".`);
  }
  return value;
};

/** The first choice if the setting is missing. */
export const readChoice = <T extends string>(
  { env, report }: Settings,
  name: string,
  choices: readonly [T, ...T[]],
): T => {
  const value = env[name]?.trim() ?? choices[0];
  const choice = choices.find((one) => one === value);
  if (choice === undefined) report(`${name} must be one of ${choices.join(', ')}, not "${value}".`);
  return choice ?? choices[0];
};

/** Finds what is wrong with an address; undefined if nothing is. */
type FindFlaw = (address: string) => string | undefined;

export const findUrlFlaw: FindFlaw = (address) => {
  if (!URL.canParse(address)) return 'must be a URL.';
  if (isSecureUrl(new URL(address))) return undefined;
  return 'must use https (http is allowed only for loopback addresses).';
};

export const findHostNameFlaw: FindFlaw = (address) =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(address) ? undefined : 'must be a host name such as shop.servicebus.windows.net.';

const readAddress = (settings: Settings, name: string, hint: string, findFlaw: FindFlaw): string => {
  const address = readText(settings, name, hint);
  const flaw = address === '' ? undefined : findFlaw(address);
  if (flaw !== undefined) settings.report(`${name} ${flaw}`);
  return address;
};

export const readUrl = (settings: Settings, name: string, hint: string): string =>
  readAddress(settings, name, hint, findUrlFlaw);

/** Checked here, because the host reports a mistake only in its log. */
export const checkSchedule = (settings: Settings, name: string, example: string): void => {
  const value = readText(settings, name, `six fields, such as ${example}`);
  if (value !== '' && value.split(/\s+/).length !== 6) {
    settings.report(`${name} must have six fields, such as ${example}`);
  }
};

const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** The host and Storage use them. Without this check a mistake would only show in a browser. */
export const checkOrigins = ({ env, report }: Settings, name: string): void => {
  const origins = (env[name] ?? '').split(',').map((origin) => origin.trim());
  for (const origin of origins) {
    if (origin !== '' && !isOrigin(origin)) {
      report(`${name} must be a list of origins such as https://shop.example, not "${origin}".`);
    }
  }
};

type ConnectionShape<More> = {
  /** Every connection string of the service has at least one of these. */
  parts: readonly string[];
  /** The suffix of the setting that holds the address. */
  group: string;
  findFlaw: FindFlaw;
  /** Reads what an identity needs besides the address. */
  readMore: (prefix: string) => More;
};

/** The message never shows the value: a connection string contains a key. */
const findConnectionString = ({ env, report }: Settings, name: string, parts: readonly string[]) => {
  const connectionString = env[name]?.trim();
  if (!connectionString) return undefined;
  const pairs = connectionString.split(';').map((pair) => pair.trim().toLowerCase());
  const fits = parts.some((part) => pairs.some((pair) => pair.startsWith(`${part.toLowerCase()}=`)));
  if (!fits) report(`${name} is not a connection string of this service: it has no ${parts.join(' or ')}.`);
  return { connectionString };
};

const findIdentity = <More extends object>(
  settings: Settings,
  name: string,
  { group, findFlaw, readMore }: ConnectionShape<More>,
) => {
  const setting = `${name}__${group}`;
  if (!settings.env[setting]?.trim()) return undefined;
  const clientId = settings.env[`${name}__clientId`];
  return { address: readAddress(settings, setting, '', findFlaw), ...readMore(name), ...(clientId && { clientId }) };
};

/** As the host: AzureWebJobs{name} before {name}, and a connection string before an address. */
export const readConnection = <More extends object>(settings: Settings, name: string, shape: ConnectionShape<More>) => {
  const find = (prefix: string) =>
    findConnectionString(settings, prefix, shape.parts) ?? findIdentity(settings, prefix, shape);
  const found = find(`AzureWebJobs${name}`) ?? find(name);
  if (found) return found;
  const setting = `${name}__${shape.group}`;
  settings.report(`${name} is missing: set it to a connection string, or ${setting} to use a managed identity.`);
  return { connectionString: '' };
};
