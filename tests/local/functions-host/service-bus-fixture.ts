import { setTimeout as pause } from 'node:timers/promises';
import type { RunningServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import type { HostProcess } from './host-process.ts';

/** The reports from now on. */
export const watchReports = (host: HostProcess): ((count: number) => Promise<unknown[]>) => {
  const before = host.reports().length;
  return async (count) => (await host.reported(before + count)).slice(before);
};

/** The counts of a queue or subscription, once nothing in it is waiting or locked. */
export const emptied = async (broker: RunningServiceBus, name: string) => {
  for (let tries = 0; tries < 500; tries += 1) {
    const counts = broker.counts()[name];
    if (counts && counts.active + counts.locked === 0) return counts;
    await pause(10);
  }
  throw new Error(`${name} is not empty: ${JSON.stringify(broker.counts()[name])}`);
};
