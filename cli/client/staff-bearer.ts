import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { type Bearer, fixedBearer, tokenSource } from './tokens.ts';

const isLoopback = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/** A setting that is empty counts as missing. */
export const readSetting = (env: NodeJS.ProcessEnv, name: string): string | undefined => env[name] || undefined;

export type StaffAccess = { api: string; issuer: string; audience: string; env: NodeJS.ProcessEnv };

/**
 * An administrator's token: HEARTH_TOKEN or, for an API on this machine, one of the local issuer.
 */
export const staffBearer = ({ api, issuer, audience, env }: StaffAccess, sub: string): Bearer => {
  const token = readSetting(env, 'HEARTH_TOKEN');
  if (token !== undefined) return fixedBearer(token);
  if (isLoopback(api)) return tokenSource({ issuer, audience }).of(sub, ['admin']);
  const { origin } = new URL(api);
  const message = `${origin} is not this machine: set HEARTH_TOKEN to a token with the role admin.`;
  return { token: () => Promise.reject(new Failure(exitCodes.usage, message)) };
};
