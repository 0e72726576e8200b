import type { TriggerFactory } from './trigger-context.ts';

/** As on the platform, only `warmup` is warmed, and only on scale-out: here, if `wanted`. */
export const warmupTrigger =
  (wanted: boolean): TriggerFactory =>
  ({ target, problems, invoke }) => {
    const { name } = target.metadata;
    if (name.toLowerCase() !== 'warmup')
      problems.push('a warmup function must be named warmup: no other is ever called');
    const run = async (reason: string): Promise<void> => {
      await invoke(target, { reason, data: { json: '{}' } });
    };
    return {
      summary: () => `warmupTrigger${wanted ? '' : ' (runs with --warmup)'}`,
      run: () => run('This function was programmatically called via the host APIs.'),
      listen: async () => {
        if (wanted) await run('Warmup of a fresh instance');
        return { stop: async () => {}, close: async () => {} };
      },
    };
  };
