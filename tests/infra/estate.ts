import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BicepServer } from '../../tools/infra/bicep-server.ts';
import type { ExpressionChecker } from '../../tools/infra/expression-checker.ts';
import { type Reading, readWithEach } from '../../tools/infra/openapi-readers.ts';

/**
 * A resource as a deployment would create it. What only Azure knows stays an expression in
 * brackets.
 */
export type Resource = Readonly<{ id: string; type: string; name: string; [member: string]: unknown }>;

/**
 * The value at a path such as `properties.siteConfig.minTlsVersion`; undefined if there is none.
 */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => Object(inner)[key], value);

const deploymentOf = (snapshot: unknown) => {
  const resources: Resource[] = Object(snapshot).predictedResources;
  const of = (type: string): Resource[] => resources.filter((resource) => resource.type === type);
  return {
    resources,
    outputs: Object(Object(snapshot).outputs),
    of,
    /** The resource of a type whose name ends this way. */
    one: (type: string, ending = ''): Resource => {
      const [found, ...more] = of(type).filter(({ name }) => name.endsWith(ending));
      if (!found || more.length > 0)
        throw new Error(`${more.length + Number(found !== undefined)} of ${type} ${ending}`);
      return found;
    },
  };
};
export type Deployment = ReturnType<typeof deploymentOf>;

/** The variants of the estate that the rules check, each with its parameters. */
const variants = {
  public: '',
  private: "param network = 'private'\nparam gatewaySku = 'StandardV2'\nparam zoneRedundant = true",
  nat: "param network = 'private'\nparam gatewaySku = 'StandardV2'\nparam natGateway = true",
  natWithoutNetwork: 'param natGateway = true',
  polling:
    "param network = 'private'\nparam gatewaySku = 'StandardV2'\nparam uploadEvents = 'LogsAndContainerScan'\nparam publishFrom = ['203.0.113.0/24']",
  consumption: "param gatewaySku = 'Consumption'\nparam alertEmail = 'operations@shop.example'",
  keyless:
    "param hostStorage = 'keyless'\nparam packageBlob = 'app-1.zip'\nparam cosmosCapacity = 'autoscale'\nparam settings = { LOW_STOCK: '7', WEBHOOK_ALLOW_LOOPBACK: 'true' }",
  small:
    "param hosting = 'flex'\nparam gatewaySku = 'Consumption'\nparam alwaysReady = 0\nparam settings = { LOW_STOCK: '7' }",
  flex: "param hosting = 'flex'\nparam zoneRedundant = true\nparam cosmosCapacity = 'autoscalePerContainer'\nparam cosmosContainerThroughput = { stock: 10000 }",
  flexPrivate: "param hosting = 'flex'\nparam network = 'private'\nparam gatewaySku = 'StandardV2'",
  flexPolling: "param hosting = 'flex'\nparam uploadEvents = 'LogsAndContainerScan'",
  domain:
    "param customDomain = 'api.shop.example'\nparam customDomainCertificate = 'https://v.vault.azure.net/secrets/api'",
  domainWithoutCertificate: "param customDomain = 'api.shop.example'",
  premiumAtZero: 'param alwaysReady = 0',
  keylessAgain: "param hostStorage = 'keyless'",
  longName: "param name = 'abcdefghijkl'",
  narrow: 'param zoneRedundant = true\nparam scaleLimit = 2',
  ready: 'param alwaysReady = 5\nparam closeAdmin = true',
  frugal:
    "param gatewaySku = 'Consumption'\nparam probe = false\nparam alertEmail = 'operations@shop.example'\nparam monthlyBudget = 50\nparam budgetFrom = '2026-12-01'",
  silentBudget: "param monthlyBudget = 50\nparam budgetFrom = '2026-12-01'",
  endlessBudget: "param monthlyBudget = 50\nparam alertEmail = 'operations@shop.example'",
  uriAudience: "param authIssuer = 'https://login.microsoftonline.com/TENANT/v2.0'",
  mismatched: "param network = 'private'\nparam gatewaySku = 'BasicV2'",
} as const;
export type Variant = keyof typeof variants;

export const ORIGINS = ['https://shop.example', 'https://www.shop.example'];

const required = [
  "param authIssuer = 'https://login.example/tenant/v2.0'",
  "param authAudience = 'api://hearth'",
  `param allowedOrigins = ${JSON.stringify(ORIGINS).replaceAll('"', "'")}`,
  "param publisherEmail = 'operations@shop.example'",
];

/** The parameters of a variant, and the required ones that it does not set itself. */
const parametersOf = (variant: Variant): string => {
  const own = variants[variant];
  const missing = required.filter((line) => !own.includes(line.slice(0, line.indexOf('='))));
  return ["using '../main.bicep'", ...missing, own].join('\n');
};

const PARTS = [
  ...['infra', 'local.settings.json.example', 'local/service-bus', 'local/cosmos', 'local/storage'],
  ...['.github/workflows', 'docs'],
];

/** Copies the parts of the templates, so that a copy can be broken. */
export const copyParts = async (root: string, to: string): Promise<void> => {
  for (const part of PARTS) await cp(join(root, part), join(to, part), { recursive: true });
};

/** The templates in a folder and what they would deploy. Each is compiled once, on first use. */
export const estateIn = (root: string, bicep: BicepServer, expressions?: ExpressionChecker) => {
  const made = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known.then((value) => Object(value));
  };
  const snapshot = async (key: string, parameters: string) => {
    const folder = join(root, 'infra/.variants');
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${key}.bicepparam`);
    await writeFile(file, `${parameters}\n`);
    return deploymentOf(await bicep.snapshot(file, 'shop'));
  };
  return {
    /** Throws without a .NET SDK. Rules that need it say so. */
    expressions: (): ExpressionChecker => {
      if (!expressions) throw new Error('Nothing is here that compiles C#.');
      return expressions;
    },
    /** What each reader of OpenAPI says about the document of the gateway. Needs a .NET SDK. */
    readings: (): Promise<Readonly<Record<string, Reading>>> =>
      readWithEach(JSON.parse(process.env.HEARTH_READERS ?? '{}'), join(root, 'infra/apim/openapi.json')),
    /** The text of a file of `infra/`. */
    text: (file: string): Promise<string> => readFile(join(root, 'infra', file), 'utf8'),
    deployment: (variant: Variant): Promise<Deployment> =>
      once(variant, () => snapshot(variant, parametersOf(variant))),
    events: (): Promise<Deployment> => once('events', () => snapshot('events', "using '../events.bicep'")),
    template: (name: 'main' | 'events'): Promise<Record<string, unknown>> =>
      once(`${name}.bicep`, async () => JSON.parse(await bicep.compile(join(root, 'infra', `${name}.bicep`)))),
  };
};
export type Estate = ReturnType<typeof estateIn>;

export type Rule = { name: string; check: (estate: Estate) => Promise<void>; needsDotnet?: true };

/** `rules({ 'TLS 1.2': async (estate) => ... })` */
export const rules = (checks: Readonly<Record<string, Rule['check']>>): Rule[] =>
  Object.entries(checks).map(([name, check]) => ({ name, check }));
