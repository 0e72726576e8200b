import type { Shell } from './shell.ts';

export type HostStorage = 'keyed' | 'keyless';

type Deployed = { name: string; allowSharedKeyAccess?: boolean | null };

/** What the host storage of this name takes in the resource group; undefined before the first deployment. */
const deployedHostStorage = async (
  { read }: Shell,
  resourceGroup: string,
  name: string,
): Promise<HostStorage | undefined> => {
  const only = '[].{name: name, allowSharedKeyAccess: allowSharedKeyAccess}';
  const args = ['storage', 'account', 'list', '--resource-group', resourceGroup, '--query', only, '--output', 'json'];
  const accounts: readonly Deployed[] = JSON.parse(await read('az', args));
  // As infra/names.bicep names it.
  const isHost = new RegExp(`^${name}host[a-z0-9]{8}$`);
  const host = accounts.find((account) => isHost.test(account.name));
  if (!host) return undefined;
  // Azure leaves it empty where nobody said otherwise: keys are taken.
  return host.allowSharedKeyAccess === false ? 'keyless' : 'keyed';
};

/** Rejects where the deployment would change how the app gets at its host storage, which takes it down until the code is published anew. */
export const refuseOtherHostStorage = async (
  shell: Shell,
  { resourceGroup, name }: { resourceGroup: string; name: string },
  wanted: HostStorage,
): Promise<void> => {
  const deployed = await deployedHostStorage(shell, resourceGroup, name);
  if (deployed === undefined || deployed === wanted) return;
  throw new Error(
    `The host storage is ${deployed}, and HEARTH_HOST_STORAGE makes it ${wanted}: the app is down from then until the code is published anew. Set HEARTH_HOST_STORAGE=${deployed}, or say --change-host-storage (docs/deploy.md).`,
  );
};
