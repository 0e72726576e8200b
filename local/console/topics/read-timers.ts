import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { hostFunction, job } from '../shapes.ts';
import { partReader } from './part-reader.ts';

const jobs = z.looseObject({ items: z.array(job) });

/** The functions with a timer, when they run next, and how their last runs ended if kept. */
export const readTimers =
  ({ host }: ConsoleParts, ask: AskPart) =>
  async (signal: AbortSignal) => {
    const { read, unknown } = partReader();
    const [functions, listed] = await Promise.all([
      read('functions', async () => z.array(hostFunction).parse(await ask.part(`${host}/admin/functions`, signal))),
      read('results', async () => jobs.parse(await ask.api('/admin/jobs', signal)).items),
    ]);
    const timers = (functions ?? []).flatMap(({ name, isDisabled = false, nextRun, config }) => {
      const binding = config?.bindings?.find(({ type }) => /^timerTrigger$/i.test(type));
      if (binding === undefined) return [];
      const runs = listed?.find(({ job: jobName }) => jobName === name)?.runs;
      return [{ name, isDisabled, nextRun, schedule: binding.schedule, runs }];
    });
    return { timers, unknown };
  };

export type Timers = Awaited<ReturnType<ReturnType<typeof readTimers>>>;
