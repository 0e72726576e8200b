/** How a binding reaches a service: by connection string, or by address with the app's identity. */
export type Connection = { connectionString: string } | { address: string; clientId: string | undefined };

/**
 * Tries `AzureWebJobs{name}`, then `{name}`. Each may be a connection string, or an address in
 * `..__{group}` with an optional `..__clientId`. Undefined, with a problem added, if none is set.
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
