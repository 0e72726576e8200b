import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/** This app on this machine, across restarts: up to 32 lower-case letters, digits and hyphens. */
export const hostId = (app: string, env: NodeJS.ProcessEnv): string => {
  const given = env.AzureFunctionsWebHost__hostid;
  if (given !== undefined && given !== '') return given.toLowerCase();
  const machine = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 20)
    .replaceAll(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(app).digest('hex').slice(0, 10);
  return machine === '' ? hash : `${machine}-${hash}`;
};
