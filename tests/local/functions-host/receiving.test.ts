import { getEventListeners } from 'node:events';
import { createHealth } from '../../../local/functions-host/service-bus/health.ts';
import { receiveBatches } from '../../../local/functions-host/service-bus/receive.ts';

const listening = () => {
  const said: string[] = [];
  return { said, health: createHealth('q', (level, _category, message) => said.push(`${level}: ${message}`)) };
};

test('an outage is logged once, whatever the errors of its retries, and so is its end', () => {
  const { said, health } = listening();
  for (const text of ['refused', 'reset', 'refused']) health.failed(new Error(text));
  health.works();
  health.works();
  health.failed(new Error('reset'));

  expect(said).toEqual([
    "warning: Receiving from 'q' failed, trying again: refused",
    "information: Receiving from 'q' works again",
    "warning: Receiving from 'q' failed, trying again: reset",
  ]);
});

test('a pause between retries leaves no listener behind, and ends on a stop', async () => {
  const listeners: number[] = [];
  let triedThrice = (): void => {};
  const enough = new Promise<void>((resolve) => {
    triedThrice = resolve;
  });
  const receiver = {
    receiveMessages: (_: number, { abortSignal }: { abortSignal?: unknown } = {}) => {
      if (abortSignal instanceof EventTarget) listeners.push(getEventListeners(abortSignal, 'abort').length);
      if (listeners.length === 3) triedThrice();
      return Promise.reject(new Error('refused'));
    },
  };
  const { stop } = receiveBatches(receiver, 10, { health: listening().health, onMessages: async () => {} });
  await enough;
  const stopping = performance.now();
  await stop();

  expect(listeners).toEqual([0, 0, 0]);
  expect(performance.now() - stopping).toBeLessThan(5_000);
});
