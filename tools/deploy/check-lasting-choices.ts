import type { Shell } from './shell.ts';

type Where = { resourceGroup: string; name: string };

const SUFFIX = '[a-z0-9]{8}';

/** The resource of this name, as in infra/names.bicep. Undefined before the first deployment. */
const findDeployed = async <T extends { name: string }>(
  { read }: Shell,
  list: readonly string[],
  { resourceGroup }: Where,
  name: string,
  only: string,
): Promise<T | undefined> => {
  const args = [...list, '--resource-group', resourceGroup, '--query', `[].{name: name, ${only}}`, '--output', 'json'];
  const found: readonly T[] = JSON.parse(await read('az', args));
  return found.find((one) => new RegExp(`^${name}-${SUFFIX}$`).test(one.name));
};

const readHosting = async (shell: Shell, where: Where): Promise<string | undefined> => {
  const only = 'tier: sku.tier';
  const list = ['functionapp', 'plan', 'list'];
  const plan = await findDeployed<{ name: string; tier: string }>(shell, list, where, `${where.name}-plan`, only);
  return plan && (plan.tier === 'FlexConsumption' ? 'flex' : 'premium');
};

type Account = {
  name: string;
  mode?: string | null;
  capacity?: string | null;
  capabilities?: readonly string[] | null;
};

/**
 * A serverless account that was changed by hand bills each container by itself, and still has the
 * tag `serverless`. Accounts from before the tag share their throughput.
 */
const readCapacity = async (shell: Shell, where: Where): Promise<string | undefined> => {
  const only = 'mode: capacityMode, capacity: tags.capacity, capabilities: capabilities[].name';
  const account = await findDeployed<Account>(shell, ['cosmosdb', 'list'], where, where.name, only);
  if (!account) return undefined;
  const { mode, capacity, capabilities } = account;
  if (mode !== 'Provisioned' && capabilities?.includes('EnableServerless')) return 'serverless';
  return capacity === 'serverless' || capacity === 'autoscalePerContainer' ? 'autoscalePerContainer' : 'autoscale';
};

const choices = [
  {
    what: 'The hosting',
    variable: 'HEARTH_HOSTING',
    byDefault: 'premium',
    read: readHosting,
    advice: 'deploy a second shop with another --name and move to it',
  },
  {
    what: 'The capacity of the database',
    variable: 'HEARTH_COSMOS_CAPACITY',
    byDefault: 'serverless',
    read: readCapacity,
    advice: 'change the database first',
  },
] as const;

/** Rejects if the deployment would change something that no deployment can change. */
export const requireSameChoices = async (
  shell: Shell,
  where: Where,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> => {
  for (const { what, variable, byDefault, read, advice } of choices) {
    const wanted = env[variable] || byDefault;
    const deployed = await read(shell, where);
    if (deployed !== undefined && deployed !== wanted) {
      throw new Error(
        `${what} is ${deployed}, and ${variable} would make it ${wanted}, which no deployment can do. Set ${variable}=${deployed}, or ${advice} (docs/deploy.md).`,
      );
    }
  }
};
