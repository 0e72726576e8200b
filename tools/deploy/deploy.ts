import { setTimeout as pause } from 'node:timers/promises';
import { checkTools, PARAMETERS } from './check-tools.ts';
import type { Shell } from './shell.ts';
import { checks, liveness, type Patience, untilGood } from './smoke-test.ts';

export type Target = { resourceGroup: string; location: string; name: string; events: boolean };

export type DeployDeps = {
  shell: Shell;
  print: (line: string) => void;
  packageApp: () => Promise<void>;
  /** Where that puts it. */
  appFolder: string;
  /** The text of the parameter file. */
  parameters: string;
  env: Readonly<Record<string, string | undefined>>;
  nodeVersion: string;
  patience: Patience;
  /** True where nothing is really done, so that nothing can be waited for. */
  dryRun: boolean;
};

type Outputs = { appName: string; apiUrl: string };

const EVENTS = 'infra/events.bicepparam';
const EVENT_TRIES = 5;

const outputsOf = (text: string): Outputs => {
  const outputs: Readonly<Record<string, { value?: unknown } | undefined>> = JSON.parse(text);
  const [appName, apiUrl] = [outputs.appName?.value, outputs.apiUrl?.value];
  if (typeof appName !== 'string' || typeof apiUrl !== 'string') {
    throw new Error(`The deployment gave no appName and apiUrl: ${text}`);
  }
  return { appName, apiUrl };
};

/** Left alone where it is there: a group has one location for ever, and may hold more than Hearth. */
const ensureGroup = async ({ shell }: DeployDeps, { resourceGroup, location }: Target): Promise<void> => {
  const exists = await shell.read('az', ['group', 'exists', '--name', resourceGroup]);
  if (exists.trim() === 'true') return;
  await shell.run('az', ['group', 'create', '--name', resourceGroup, '--location', location, '--output', 'none']);
};

const deployment = (target: Target, name: string, parameters: string): readonly string[] => [
  ...['deployment', 'group', 'create', '--resource-group', target.resourceGroup, '--name', name],
  ...['--parameters', parameters],
];

const deployInfra = async ({ shell }: DeployDeps, target: Target): Promise<Outputs> => {
  const args = [...deployment(target, 'hearth', PARAMETERS), '--query', 'properties.outputs', '--output', 'json'];
  return outputsOf(await shell.read('az', args, { env: { HEARTH_NAME: target.name } }));
};

/** The key that the subscription calls the app with is made a little after the app starts, so the first tries may find none. */
const deployEvents = async (deps: DeployDeps, target: Target): Promise<void> => {
  const args = [...deployment(target, 'hearth-events', EVENTS), '--output', 'none'];
  for (let n = 1; ; n++) {
    try {
      return await deps.shell.run('az', args, { env: { HEARTH_NAME: target.name } });
    } catch (error) {
      if (n === EVENT_TRIES) throw error;
      deps.print(`  not yet (${n} of ${EVENT_TRIES}): ${error instanceof Error ? error.message : String(error)}`);
      await pause(deps.patience.pauseMs);
    }
  }
};

/** Everything from an empty resource group to a shop that answers. Every step may be done again. */
export const deploy = async (deps: DeployDeps, target: Target): Promise<void> => {
  const { shell, print, packageApp, appFolder, patience, dryRun } = deps;
  const steps = 7;
  const step = (n: number, what: string) => print(`\n[${n}/${steps}] ${what}`);
  const ask = async (url: string, each: typeof liveness) =>
    dryRun ? print(`  GET ${url}${each.path}`) : untilGood(url, each, patience, print);

  step(1, 'Tools');
  await checkTools(shell, deps);
  step(2, `Resource group ${target.resourceGroup}`);
  await ensureGroup(deps, target);
  step(3, 'Infrastructure (the first time takes a quarter of an hour)');
  const { appName, apiUrl } = await deployInfra(deps, target);
  step(4, 'Package');
  await packageApp();
  step(5, `Publish to ${appName}`);
  await shell.run('func', ['azure', 'functionapp', 'publish', appName, '--no-build', '--javascript'], {
    cwd: appFolder,
  });
  step(6, target.events ? 'Upload events' : 'Upload events: left out');
  await ask(apiUrl, liveness);
  if (target.events) await deployEvents(deps, target);
  step(7, 'Smoke test');
  for (const check of checks) await ask(apiUrl, check);
  print(dryRun ? '\nA dry run: nothing was done.' : `\nHearth is at ${apiUrl}; read it at ${apiUrl}/docs`);
};
