import type { Shell } from './shell.ts';

export type HostStorage = 'keyed' | 'keyless';

type HostAccount = { name: string; allowSharedKeyAccess?: boolean | null };

/**
 * How the deployed host storage with this name is opened; undefined before the first deployment.
 */
const readHostStorage = async (
  { read }: Shell,
  resourceGroup: string,
  name: string,
): Promise<HostStorage | undefined> => {
  const only = '[].{name: name, allowSharedKeyAccess: allowSharedKeyAccess}';
  const args = ['storage', 'account', 'list', '--resource-group', resourceGroup, '--query', only, '--output', 'json'];
  const accounts: readonly HostAccount[] = JSON.parse(await read('az', args));
  // The name that infra/names.bicep gives it.
  const isHost = new RegExp(`^${name}host[a-z0-9]{8}$`);
  const host = accounts.find((account) => isHost.test(account.name));
  if (!host) return undefined;
  // Azure leaves the property empty if it was never set. Keys are accepted then.
  return host.allowSharedKeyAccess === false ? 'keyless' : 'keyed';
};

/**
 * Rejects if the deployment would change how the app reaches its host storage. Such a change takes
 * the app down until the code is published again.
 */
export const requireSameHostStorage = async (
  shell: Shell,
  { resourceGroup, name }: { resourceGroup: string; name: string },
  wanted: HostStorage,
): Promise<void> => {
  const deployed = await readHostStorage(shell, resourceGroup, name);
  if (deployed === undefined || deployed === wanted) return;
  throw new Error(
    `The host storage is ${deployed}, and HEARTH_HOST_STORAGE would make it ${wanted}: the app would be down until the code is published again. Set HEARTH_HOST_STORAGE=${deployed}, or add --change-host-storage to change it (docs/deploy.md).`,
  );
};
