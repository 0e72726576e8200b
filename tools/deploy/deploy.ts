import { setTimeout as pause } from 'node:timers/promises';
import { requireFreeGatewayName } from './check-deleted-gateway.ts';
import { requireSameHostStorage } from './check-host-storage.ts';
import { requireSameChoices } from './check-lasting-choices.ts';
import { POLLED_EVENTS } from './check-target.ts';
import { checkTools, PARAMETERS } from './check-tools.ts';
import { publish, retryUntilDeadline } from './publish.ts';
import type { Shell } from './shell.ts';
import { awaitCheck, checks, liveness, type Patience, signedIn } from './smoke-test.ts';

export type Target = {
  resourceGroup: string;
  location: string;
  name: string;
  events: boolean;
  /** Whether an existing host storage may change between keyed and keyless. */
  changeHostStorage: boolean;
  /** Whether a deleted gateway that still has the name is removed for good. */
  purgeGateway: boolean;
};

export type DeployDeps = {
  shell: Shell;
  print: (line: string) => void;
  packageApp: () => Promise<void>;
  /** Where `packageApp` puts the files and the zip. */
  appFolder: string;
  appZip: string;
  /** The text of the parameter file. */
  parameters: string;
  env: Readonly<Record<string, string | undefined>>;
  nodeVersion: string;
  patience: Patience;
  /** If true, nothing is run and nothing is waited for. */
  dryRun: boolean;
};

type Outputs = { appName: string; apiUrl: string; packagesUrl: string; hosting: string };

const EVENTS = 'infra/events.bicepparam';

const parseOutputs = (text: string): Outputs => {
  const outputs: Readonly<Record<string, { value?: unknown } | undefined>> = JSON.parse(text);
  const find = (name: keyof Outputs): string => {
    const value = outputs[name]?.value;
    if (typeof value !== 'string') throw new Error(`The deployment has no output ${name}: ${text}`);
    return value;
  };
  return {
    appName: find('appName'),
    apiUrl: find('apiUrl'),
    packagesUrl: find('packagesUrl'),
    hosting: find('hosting'),
  };
};

/** An existing group is not changed: its location is fixed, and it may hold more than Hearth. */
const ensureGroup = async ({ shell, env }: DeployDeps, target: Target): Promise<void> => {
  const { resourceGroup, location, changeHostStorage } = target;
  const exists = await shell.read('az', ['group', 'exists', '--name', resourceGroup]);
  if (exists.trim() === 'true') {
    await requireSameChoices(shell, target, env);
    const wanted = env.HEARTH_HOST_STORAGE === 'keyless' || env.HEARTH_HOSTING === 'flex' ? 'keyless' : 'keyed';
    if (!changeHostStorage) await requireSameHostStorage(shell, target, wanted);
    return;
  }
  await shell.run('az', ['group', 'create', '--name', resourceGroup, '--location', location, '--output', 'none']);
};

const deploymentArgs = (target: Target, name: string, parameters: string): readonly string[] => [
  ...['deployment', 'group', 'create', '--resource-group', target.resourceGroup, '--name', name],
  ...['--parameters', parameters],
];

/** The module of main.bicep that fails until the host of a new app is up and can create keys. */
const WAITS_FOR_HOST = /^gatewayKey-/;

const isWaitingForHost = async ({ read }: Shell, { resourceGroup }: Target): Promise<boolean> => {
  const failed = "[?properties.provisioningState=='Failed'].properties.targetResource.resourceName";
  const args = ['deployment', 'operation', 'group', 'list', '--resource-group', resourceGroup, '--name', 'hearth'];
  const names: readonly string[] = JSON.parse(await read('az', [...args, '--query', failed, '--output', 'json']));
  return names.length > 0 && names.every((name) => WAITS_FOR_HOST.test(name));
};

/**
 * Publishes to a Flex Consumption app of which the rest of the deployment is not there yet: without
 * code its host may not start, and then it has no keys.
 */
const publishEarly = async (deps: DeployDeps, { resourceGroup, name }: Target): Promise<void> => {
  const list = ['functionapp', 'list', '--resource-group', resourceGroup, '--query', '[].name', '--output', 'json'];
  const names: readonly string[] = JSON.parse(await deps.shell.read('az', list));
  // The name that infra/names.bicep gives it.
  const appName = names.find((one) => new RegExp(`^${name}-[a-z0-9]{8}$`).test(one));
  if (appName === undefined) return;
  await deps.packageApp();
  await publish(deps, { resourceGroup, appName, hosting: 'flex', packagesUrl: '' });
};

const deployInfra = async (deps: DeployDeps, target: Target): Promise<string> => {
  const { shell, print, patience, env } = deps;
  const args = [...deploymentArgs(target, 'hearth', PARAMETERS), '--query', 'properties.outputs', '--output', 'json'];
  let needsCode = env.HEARTH_HOSTING === 'flex';
  let end = Number.POSITIVE_INFINITY;
  for (;;) {
    try {
      return await shell.read('az', args, { env: { HEARTH_NAME: target.name } });
    } catch (error) {
      if (!(await isWaitingForHost(shell, target).catch(() => false))) throw error;
      if (needsCode) {
        needsCode = false;
        print('  not yet: the host of the app has no keys, so the code is published and the deployment repeated');
        await publishEarly(deps, target);
        continue;
      }
      end = Math.min(end, Date.now() + patience.limitMs);
      if (Date.now() + patience.pauseMs > end) throw error;
      print('  not yet: the host of the app has no keys, so the deployment is repeated');
      await pause(patience.pauseMs);
    }
  }
};

/**
 * The event subscription calls the app with a key that the host creates shortly after it starts.
 * The first attempts may not find it.
 */
const deployEvents = (deps: DeployDeps, target: Target): Promise<void> => {
  const args = [...deploymentArgs(target, 'hearth-events', EVENTS), '--output', 'none'];
  return retryUntilDeadline(deps, () => deps.shell.run('az', args, { env: { HEARTH_NAME: target.name } }));
};

/** Everything from an empty resource group to a shop that answers. Every step can be repeated. */
export const deploy = async (deps: DeployDeps, target: Target): Promise<void> => {
  const { shell, print, packageApp, patience, dryRun, env } = deps;
  // Polling needs no subscription.
  const subscribes = target.events && env.UPLOAD_EVENTS !== POLLED_EVENTS;
  const steps = 7;
  const printStep = (n: number, what: string) => print(`\n[${n}/${steps}] ${what}`);
  const ask = async (url: string, each: typeof liveness) =>
    dryRun ? print(`  GET ${url}${each.path}`) : awaitCheck(url, each, patience, print);

  printStep(1, 'Tools');
  await checkTools(shell, deps, target);
  printStep(2, `Resource group ${target.resourceGroup}`);
  await ensureGroup(deps, target);
  await requireFreeGatewayName(shell, print, target);
  printStep(3, 'Infrastructure (about 15 minutes the first time)');
  const { apiUrl, ...site } = parseOutputs(await deployInfra(deps, target));
  printStep(4, 'Package');
  await packageApp();
  printStep(5, `Publish to ${site.appName}`);
  await publish(deps, { resourceGroup: target.resourceGroup, ...site });
  printStep(6, subscribes ? 'Upload events' : 'Upload events: skipped');
  await ask(apiUrl, liveness);
  if (subscribes) await deployEvents(deps, target);
  printStep(7, 'Smoke test');
  for (const check of checks) await ask(apiUrl, check);
  if (env.HEARTH_TOKEN) await ask(apiUrl, signedIn(env.HEARTH_TOKEN));
  print(
    dryRun
      ? '\nDry run: nothing was changed. Only Azure can check the region, your permissions and existing resources, so these were not checked.'
      : `\nHearth is running at ${apiUrl}. Its documentation is at ${apiUrl}/docs.`,
  );
};
