import { errorMessage } from '../error-message.ts';
import type { Shell } from './shell.ts';

type Deleted = { name: string; location: string; serviceId: string };

type Options = { resourceGroup: string; name: string; purgeGateway: boolean };

/** The deleted gateway that still has the name of the new one. Azure keeps it for 48 hours. */
const findDeletedGateway = async ({ read }: Shell, { resourceGroup, name }: Options): Promise<Deleted | undefined> => {
  const only = '[].{name: name, location: location, serviceId: serviceId}';
  const args = ['apim', 'deletedservice', 'list', '--query', only, '--output', 'json'];
  const deleted: readonly Deleted[] = JSON.parse(await read('az', args));
  // The name that infra/names.bicep gives it. It has a hash of the resource group.
  const isGateway = new RegExp(`^${name}-[a-z0-9]{8}$`);
  const group = `/resourcegroups/${resourceGroup}/`.toLowerCase();
  return deleted.find((one) => isGateway.test(one.name) && one.serviceId.toLowerCase().includes(group));
};

/**
 * Rejects if the name of the gateway is taken by one that was deleted, or purges that one if asked
 * to. A gateway holds nothing that the templates do not create.
 */
export const requireFreeGatewayName = async (
  shell: Shell,
  print: (line: string) => void,
  options: Options,
): Promise<void> => {
  let deleted: Deleted | undefined;
  try {
    deleted = await findDeletedGateway(shell, options);
  } catch (error) {
    // Only somebody with rights on the subscription may list them.
    return print(`  not checked: gateways that were deleted in the last 48 hours (${errorMessage(error)})`);
  }
  if (!deleted) return;
  const region = deleted.location.toLowerCase().replaceAll(' ', '');
  const purge = ['apim', 'deletedservice', 'purge', '--service-name', deleted.name, '--location', region];
  if (options.purgeGateway) return shell.run('az', purge);
  throw new Error(
    `The gateway ${deleted.name} was deleted less than 48 hours ago, and Azure keeps its name until then. Add --purge-gateway to remove it for good, or restore it (docs/deploy.md).`,
  );
};
