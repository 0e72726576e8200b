import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule as CosmosRule } from '../../../local/cosmos/faults.ts';
import type { FaultRule as BrokerRule } from '../../../local/service-bus/faults.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import type { Stack } from '../../support/stack.ts';
import { serviceBusConfig } from '../../support/start-services.ts';
import { type Happening, PLENTY } from './plan.ts';
import { type Tally, tally } from './tally.ts';

type UnrestOptions = { stack: Stack; queue: Readonly<Record<string, unknown>>; start: number };

const cosmosName = ({ status, applied, delayMs = 0 }: CosmosRule): string =>
  `${delayMs > 5000 ? 'very long delay' : status}${applied === 'after' ? ' (applied)' : ''}`;

const brokerName = (rule: BrokerRule): string => {
  const error = rule.fault === 'reject-send' && rule.error !== undefined ? `${rule.error} ` : '';
  return `${error}${rule.fault}${'applied' in rule && rule.applied === 'after' ? ' (applied)' : ''}`;
};

const counted = <R extends { count?: number }>(rules: readonly R[] = [], name: (rule: R) => string, into: Tally) => {
  for (const rule of rules) into.add(name(rule), PLENTY - (rule.count ?? PLENTY));
};

/**
 * Executes a plan, each kind on its own schedule: a slow start of the host delays no fault of the
 * broker.
 */
export const unrest = ({ stack, queue, start }: UnrestOptions) => {
  const done = { host: tally(), cosmos: tally(), broker: tally() };
  let broker = stack.serviceBus;

  const countCosmos = (): void => counted(stack.cosmos.faults.get().rules, cosmosName, done.cosmos);
  const countBroker = (): void => counted(broker.faults.get().rules, brokerName, done.broker);

  /** Everything in it is lost, which would not happen with a real broker. */
  const restartBroker = async (): Promise<void> => {
    countBroker();
    const { port } = broker;
    const counts = broker.counts()['process-order'];
    if (!counts) throw new Error('The broker has no queue.');
    done.broker.add('messages lost with it', counts.active + counts.locked + counts.scheduled);
    await broker.close();
    broker = await startServiceBus({ port, config: await serviceBusConfig(queue) });
    done.broker.add('restarted');
  };

  const killHost = async (downMs: number): Promise<void> => {
    await stack.killHost();
    done.host.add('killed');
    await pause(downMs);
    await stack.restartHost();
    done.host.add('restarted');
  };

  const make = async (happening: Happening): Promise<void> => {
    switch (happening.what) {
      case 'kill':
        return killHost(happening.downMs);
      case 'restart':
        return restartBroker();
      case 'cut':
        done.broker.add('cut off');
        return broker.faults.pause(happening.forMs);
      case 'cosmos':
        countCosmos();
        if (happening.settings.staleReads) done.cosmos.add('times with lagging replicas');
        return stack.cosmos.faults.set(happening.settings);
      case 'broker':
        countBroker();
        return broker.faults.set(happening.settings);
    }
  };

  return {
    done,

    /** The current broker. */
    broker: () => broker,

    /** Resolves when everything has happened. */
    async make(happenings: readonly Happening[]): Promise<void> {
      const lane = async (kinds: readonly Happening['what'][]): Promise<void> => {
        for (const happening of happenings.filter(({ what }) => kinds.includes(what))) {
          await pause(Math.max(0, start + happening.at - Date.now()));
          await make(happening);
        }
      };
      await Promise.all([lane(['kill']), lane(['cut', 'restart', 'broker']), lane(['cosmos'])]);
    },

    calm(): void {
      countCosmos();
      countBroker();
      stack.cosmos.faults.clear();
      broker.faults.clear();
      broker.faults.resume();
    },

    close: (): Promise<void> => broker.close(),
  };
};
