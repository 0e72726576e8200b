import { startFakeApi } from './fake-api.ts';
import { runCommand } from './run-command.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

/** A fake API, and the ops commands that call it at noon. */
export const startOpsApi = async () => {
  const api = await startFakeApi();

  return {
    ...api,
    ops: (command: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
      const where = ['--api', `${api.url}/api/v1`, '--issuer', api.url];
      const host = command === 'run' ? ['--host', api.url] : [];
      return runCommand([command, ...args, ...where, ...host], { env, now: NOW });
    },
  };
};

export type OpsApi = Awaited<ReturnType<typeof startOpsApi>>;
