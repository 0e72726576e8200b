import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { faults, paused, queueCounts } from '../shapes.ts';
import { partReader } from './part-reader.ts';

const hostStatus = z.looseObject({ state: z.string(), processUptime: z.number() });

const READY_EVERY_MS = 10_000;

/** Whether the shop can work, and what its parts have been told to do. */
export const readStatus = ({ host, cosmos, serviceBusControl, traces, killHost }: ConsoleParts, ask: AskPart) => {
  let ready: { at: number; problem: string | undefined } | undefined;

  /** Seldom, because the host logs each of these requests. */
  const readReady = async (signal: AbortSignal): Promise<string | undefined> => {
    if (ready !== undefined && Date.now() - ready.at < READY_EVERY_MS) return ready.problem;
    const problem = await ask.api('/health/ready', signal).then(
      () => undefined,
      (error: unknown) => String(error instanceof Error ? error.message : error),
    );
    // Nobody waits any more, and whoever asks next has to ask again.
    if (!signal.aborted) ready = { at: Date.now(), problem };
    return problem;
  };

  return async (signal: AbortSignal) => {
    const { read, unknown } = partReader();
    const [hostState, counts, cosmosFaults, busFaults, busPause] = await Promise.all([
      read('host', async () => hostStatus.parse(await ask.part(`${host}/admin/host/status`, signal))),
      read('service-bus', async () => queueCounts.parse(await ask.part(`${serviceBusControl}/_hearth/queues`, signal))),
      read('cosmos', async () => faults.parse(await ask.part(`${cosmos}/_hearth/faults`, signal))),
      read('service-bus faults', async () =>
        faults.parse(await ask.part(`${serviceBusControl}/_hearth/faults`, signal)),
      ),
      read('service-bus pause', async () => paused.parse(await ask.part(`${serviceBusControl}/_hearth/pause`, signal))),
    ]);
    if (hostState === undefined) ready = undefined;
    return {
      hostUp: hostState !== undefined,
      notReady: hostState === undefined ? undefined : await readReady(signal),
      queues: counts,
      cosmos: cosmosFaults,
      serviceBus: busFaults,
      serviceBusPaused: busPause?.paused,
      canKillHost: killHost !== undefined,
      hasTraces: traces !== undefined,
      unknown,
    };
  };
};

export type Status = Awaited<ReturnType<ReturnType<typeof readStatus>>>;
