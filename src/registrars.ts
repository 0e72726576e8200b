import { app, type StorageBlobFunctionOptions } from '@azure/functions';
import { ResourceFactoryResolver } from '@azure/functions-extensions-base';
import type { Log } from './application/ports/telemetry.ts';
import type { JobName, JobRun } from './domain/job-run.ts';
import { type Upload, uploadTrigger } from './functions/blob/upload-trigger.ts';
import { changeFeed, type FeedConsumer } from './functions/feed/change-feed.ts';
import { lazyHandler } from './functions/lazy-handler.ts';
import { type Consumer, consumer } from './functions/queue/consumer.ts';
import { type Job, job } from './functions/timer/job.ts';

type Load<Name extends string, Deps, Handler> = () => Promise<Record<Name, (deps: Deps) => Handler>>;

const connection = 'ServiceBus';

/**
 * Each registers a function by its name. The function's module exports `{name}Consumer` or
 * `{name}Job`, a factory that takes `Deps`. It is loaded on the first invocation.
 */
export const registrars = <Deps extends { recordJobRun: (job: JobName, run: JobRun) => Promise<void> }>(
  deps: () => Promise<Deps>,
  log: Log,
) => ({
  queue: <Name extends string>(name: Name, queueName: string, load: Load<`${Name}Consumer`, Deps, Consumer>) => {
    const handler = lazyHandler(load, `${name}Consumer` as const, deps);
    app.serviceBusQueue(name, { connection, queueName, handler: consumer(handler) });
    return handler;
  },

  topic: <Name extends string>(
    name: Name,
    source: { topicName: string; subscriptionName: string },
    load: Load<`${Name}Consumer`, Deps, Consumer>,
  ) => {
    const handler = consumer(lazyHandler(load, `${name}Consumer` as const, deps));
    app.serviceBusTopic(name, { connection, ...source, handler });
  },

  blob: <Name extends string>(
    name: Name,
    options: Pick<StorageBlobFunctionOptions, 'path' | 'source'>,
    load: Load<`${Name}Consumer`, Deps, Upload>,
  ) => {
    // By default the host delivers the whole blob, of any size. This binding only names the blob.
    ResourceFactoryResolver.getInstance().registerResourceFactory('AzureStorageBlobs', () => undefined);
    const handler = lazyHandler(load, `${name}Consumer` as const, deps);
    app.storageBlob(name, { connection: 'Media', ...options, sdkBinding: true, handler: uploadTrigger(handler) });
    return handler;
  },

  feed: <Name extends string>(name: Name, container: string, load: Load<`${Name}Consumer`, Deps, FeedConsumer>) =>
    app.cosmosDB(name, changeFeed(name, container, lazyHandler(load, `${name}Consumer` as const, deps))),

  timer: <Name extends string>(name: Name, schedule: string, load: Load<`${Name}Job`, Deps, Job>) =>
    app.timer(name, { schedule, handler: job(lazyHandler(load, `${name}Job` as const, deps)) }),

  /** The same, but records for operators how each run ends. */
  recordedTimer: <Name extends JobName>(name: Name, schedule: string, load: Load<`${Name}Job`, Deps, Job>) => {
    const inner = lazyHandler(load, `${name}Job` as const, deps);
    const recorded = async () =>
      (await import('./functions/timer/recorded-job.ts')).recordedJob(name, inner, { useCases: deps, log });
    app.timer(name, { schedule, handler: job(recorded) });
  },
});
