import type { InvocationContext } from '@azure/functions';
import type { Preparation } from '../application/ports/dependency.ts';
import type { Log } from '../application/ports/telemetry.ts';
import { beforeDeadline } from '../before-deadline.ts';
import { describeFailure } from '../domain/describe-failure.ts';
import { withInvocation } from './invocation.ts';

const LIMIT_MS = 15_000;

type Preparable = { prepare: () => Promise<void> };

type App = {
  useCases: Readonly<Record<'placeOrder' | 'processOrder' | 'processUpload', Preparable>>;
  preparations: readonly Preparation[];
};

type Options = { code: readonly (() => Promise<unknown>)[]; log: Log };

/** Never fails: what fails or takes too long is left to the first request that needs it. */
export const warmUp =
  (load: () => Promise<App>, { code, log }: Options) =>
  (context: InvocationContext): Promise<void> =>
    withInvocation(context, async () => {
      const attempt = async (part: string, work: () => Promise<unknown>): Promise<void> => {
        const begin = performance.now();
        try {
          await beforeDeadline(LIMIT_MS, work);
          log.info('warmed_up', { part, ms: Math.round(performance.now() - begin) });
        } catch (error) {
          log.warn('warm_up_failed', { part, ...describeFailure(error) });
        }
      };
      let preparations: readonly Preparation[] = [];
      await attempt('composition', async () => {
        const { useCases, preparations: others } = await load();
        const { placeOrder, processOrder, processUpload } = useCases;
        const clients = [placeOrder, processOrder, processUpload].map((useCase) => () => useCase.prepare());
        const prepareCode = () => Promise.all([...code, ...clients].map((prepare) => prepare()));
        preparations = [{ name: 'code', prepare: prepareCode }, ...others];
      });
      await Promise.all(preparations.map(({ name, prepare }) => attempt(name, prepare)));
    });
