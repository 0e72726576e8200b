import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Misuse } from '../misuse.ts';
import { PARAMETERS } from './check-tools.ts';
import { deploy } from './deploy.ts';
import { dryShell, shell } from './shell.ts';

type Flags = {
  resourceGroup?: string;
  location?: string;
  name: string;
  events: boolean;
  changeHostStorage: boolean;
  purgeGateway: boolean;
  package?: string;
  dryRun: boolean;
  wait: number;
  pause: number;
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const parseSeconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`"${text}" is not a number of seconds.`);
  return value;
};

/** Answers as if everything had succeeded, so that the commands of every step can be shown. */
const answerDryRun =
  ({ HEARTH_HOSTING: hosting = '', HEARTH_HOST_STORAGE: storage }: NodeJS.ProcessEnv) =>
  (program: string, args: readonly string[]): string => {
    if (program === 'func') return '4.999.0';
    if (args[0] === 'version') return '{ "azure-cli": "2.999.0" }';
    if (args[0] === 'group') return 'false';
    if (args[0] === 'apim') return '[]';
    return JSON.stringify({
      appName: { value: 'APP' },
      apiUrl: { value: 'https://GATEWAY/api/v1' },
      packagesUrl: { value: hosting !== 'flex' && storage === 'keyless' ? 'https://HOST_STORAGE/packages' : '' },
      hosting: { value: hosting || 'premium' },
    });
  };

const runDeploy = async ({
  dryRun,
  wait,
  pause,
  resourceGroup = '',
  location = '',
  ...flags
}: Flags): Promise<void> => {
  const { name, events, changeHostStorage, purgeGateway, package: zip } = flags;
  if (zip !== undefined && !existsSync(zip)) throw new Misuse(`--package ${zip}: there is no such file.`);
  const { APP_FOLDER, packageApp, unpackApp, ZIP } = await import('../package/package-command.ts');
  const bringApp = zip === undefined ? () => packageApp() : () => unpackApp(zip);
  const bringing = zip === undefined ? '$ npm run package' : `  ${zip} is unpacked to ${APP_FOLDER}`;
  await deploy(
    {
      shell: dryRun ? dryShell(print, answerDryRun(process.env)) : shell(print),
      print,
      packageApp: dryRun ? async () => print(bringing) : bringApp,
      appFolder: APP_FOLDER,
      appZip: ZIP,
      parameters: await readFile(PARAMETERS, 'utf8'),
      env: process.env,
      nodeVersion: process.versions.node,
      patience: { limitMs: wait * 1000, pauseMs: pause * 1000 },
      dryRun,
    },
    { resourceGroup, location, name, events, changeHostStorage, purgeGateway },
  );
};

export const deployCommand = (): Command =>
  new Command('deploy')
    .description(
      'Provision Hearth in Azure, publish the app and check that it answers. Can be run again at any time. See docs/deploy.md.',
    )
    .option('--resource-group <name>', 'required; created if it does not exist')
    .option('--location <region>', 'required; used if the resource group is created, such as westeurope')
    .option(
      '--name <name>',
      'prefix of the names of the resources, 2 to 12 characters',
      process.env.HEARTH_NAME || 'hearth',
    )
    .option('--no-events', 'skip the event subscription; needs UPLOAD_EVENTS=LogsAndContainerScan')
    .option(
      '--change-host-storage',
      'allow HEARTH_HOST_STORAGE to differ from what is deployed; the app is down during the change',
      false,
    )
    .option('--purge-gateway', 'remove for good a deleted gateway that still holds the name', false)
    .option('--package <zip>', 'publish this package from `npm run package` instead of making a new one')
    .option('--dry-run', 'check what can be checked without Azure, print the commands, and run none of them', false)
    .option('--wait <seconds>', 'how long to wait for the app, a new permission or a new key', parseSeconds, 600)
    .option('--pause <seconds>', 'how long to wait between two checks', parseSeconds, 10)
    .action(runDeploy);
