import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessErrorArgs, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { Health } from './health.ts';

export type Receiving = { stop: () => Promise<void> };

/** Handles messages; resolves once they are settled. Never rejects. */
export type OnMessages = (messages: readonly ServiceBusReceivedMessage[]) => Promise<void>;

type Options = {
  /** Outlives the client, so that one outage is logged once. */
  health: Health;
  onMessages: OnMessages;
  /** The SDK has neither recovered nor reported anything for too long: replace the client. */
  onStuck: () => void;
};

/** The SDK itself may wait a minute for a connection that broke while it was opening. */
const silenceMs = 2000;

/** Receives single messages, up to `maxConcurrentCalls` in parallel. */
export const receiveEach = (receiver: ServiceBusReceiver, maxConcurrentCalls: number, options: Options): Receiving => {
  const { health } = options;
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
    /** Not in the SDK's types. The SDK calls it whenever its link opens, also after a failure. */
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

/** Receives up to `maxMessages` at a time, one batch after the other. */
export const receiveBatches = (
  receiver: Pick<ServiceBusReceiver, 'receiveMessages'>,
  maxMessages: number,
  { health, onMessages }: Pick<Options, 'health' | 'onMessages'>,
): Receiving => {
  const stopping = new AbortController();

  const loop = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const messages = await receiver.receiveMessages(maxMessages, { abortSignal: stopping.signal });
        failures = 0;
        health.works();
        if (messages.length > 0) await onMessages(messages);
      } catch (error) {
        if (stopping.signal.aborted) return;
        health.failed(error);
        await pause(Math.min(200 * 2 ** failures, 5000), undefined, { signal: stopping.signal }).catch(() => {});
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
