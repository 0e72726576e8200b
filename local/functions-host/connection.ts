/** How a binding reaches a service: a connection string, or the address of a service that knows our identity. */
export type Connection = { connectionString: string } | { address: string; clientId: string | undefined };

/**
 * Resolves the `connection` of a binding as the host does: `AzureWebJobs{name}` goes before `{name}`, and a setting of exactly that
 * name before its group (`{name}__{group}`, with `{name}__clientId` for a user-assigned identity). Undefined, with a problem added,
 * when there is neither.
 */
export const resolveConnection = (
  name: string,
  group: string,
  env: NodeJS.ProcessEnv,
  problems: string[],
): Connection | undefined => {
  for (const candidate of [`AzureWebJobs${name}`, name]) {
    const connectionString = env[candidate];
    if (connectionString !== undefined && connectionString !== '') return { connectionString };
    const address = env[`${candidate}__${group}`];
    if (address !== undefined && address !== '') return { address, clientId: env[`${candidate}__clientId`] };
  }
  problems.push(`the connection ${name} is missing: set ${name}, or ${name}__${group} for an identity`);
  return undefined;
};
