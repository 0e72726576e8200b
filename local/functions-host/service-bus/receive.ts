import type { ProcessErrorArgs, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { messageOf } from '../host-error.ts';
import type { Logger } from '../logger.ts';

export type Receiving = { stop: () => Promise<void> };

/** Handles messages; resolves once they are settled. Never rejects. */
export type OnMessages = (messages: readonly ServiceBusReceivedMessage[]) => Promise<void>;

type Options = {
  path: string;
  logger: Logger;
  onMessages: OnMessages;
  /** The SDK neither came back nor said anything for too long: the client has to be replaced. */
  onStuck: () => void;
};

/** The SDK may wait a minute for the answer to a connection that broke while it was opened. */
const silenceMs = 2000;

/** Says when receiving breaks and when it works again, once each. */
const createHealth = ({ path, logger }: Options) => {
  let trouble = '';
  return {
    failed: (error: unknown) => {
      const message = messageOf(error);
      if (message === trouble) return;
      trouble = message;
      logger('warning', 'Host.Triggers.ServiceBus', `Receiving from '${path}' failed, trying again: ${message}`);
    },
    works: () => {
      if (trouble !== '') logger('information', 'Host.Triggers.ServiceBus', `Receiving from '${path}' works again`);
      trouble = '';
    },
  };
};

/** One message at a time, `maxConcurrentCalls` in parallel. */
export const receiveEach = (receiver: ServiceBusReceiver, maxConcurrentCalls: number, options: Options): Receiving => {
  const health = createHealth(options);
  let stopped = false;
  let watchdog: NodeJS.Timeout | undefined;
  const handlers = {
    processMessage: (message: ServiceBusReceivedMessage) => options.onMessages([message]),
    processError: async ({ error, errorSource }: ProcessErrorArgs) => {
      if (stopped) return;
      health.failed(error);
      if (errorSource !== 'receive') return;
      clearTimeout(watchdog);
      watchdog = setTimeout(options.onStuck, silenceMs);
    },
    /** Not in the SDK's types: it calls this whenever its link is open, after a failure too. */
    postInitialize: async () => {
      clearTimeout(watchdog);
      health.works();
    },
  };
  const subscription = receiver.subscribe(handlers, { autoCompleteMessages: false, maxConcurrentCalls });
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(watchdog);
      await subscription.close();
    },
  };
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Up to `maxMessages` at a time, one batch after the other. */
export const receiveBatches = (receiver: ServiceBusReceiver, maxMessages: number, options: Options): Receiving => {
  const health = createHealth(options);
  const stopping = new AbortController();

  const loop = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const messages = await receiver.receiveMessages(maxMessages, { abortSignal: stopping.signal });
        failures = 0;
        health.works();
        if (messages.length > 0) await options.onMessages(messages);
      } catch (error) {
        if (stopping.signal.aborted) return;
        health.failed(error);
        await pause(Math.min(200 * 2 ** failures, 5000), stopping.signal);
        failures += 1;
      }
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
};
