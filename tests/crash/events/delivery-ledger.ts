import type { Deliveries, DeliveryKey } from '../../../src/application/ports/deliveries.ts';
import type { Versioned } from '../../../src/application/ports/versioned.ts';
import type { Delivery } from '../../../src/domain/delivery.ts';
import { TEST_EVENT } from '../../../src/domain/event.ts';
import { MAX_ATTEMPTS } from '../../../src/domain/retry-schedule.ts';
import { inMemoryDeliveries } from '../../support/in-memory/in-memory-deliveries.ts';
import { type ReplicasDeps, replicas, type Session } from '../replicas.ts';
import type { EndpointLedger } from './endpoint-ledger.ts';
import type { EventStats } from './event-stats.ts';
import type { Surroundings } from './event-task.ts';

type Deps = ReplicasDeps &
  Surroundings & { stats: EventStats; endpoints: EndpointLedger; hasSucceeded: (key: DeliveryKey) => boolean };

export const nameOf = ({ endpointId, eventId }: DeliveryKey): string => `${endpointId} ${eventId}`;

/** All versions of all deliveries: for stale reads, and to check each step. */
export const deliveryLedger = ({ broken, currentTask, endpoints, hasSucceeded, ...deps }: Deps) => {
  const { stats, note } = deps;
  const deliveries = inMemoryDeliveries();
  const versions = replicas<Delivery>(deps, nameOf);
  /** How many messages may still be scheduled, by delivery and moment. */
  const moments = new Map<string, number>();

  const add = (stored: Versioned<Delivery>): void => {
    const { value } = stored;
    versions.add(nameOf(value), stored);
    if (value.status !== 'pending') return;
    const moment = `${nameOf(value)} ${value.nextAt}`;
    moments.set(moment, (moments.get(moment) ?? 0) + 1);
  };

  const checkStep = (before: Delivery, after: Delivery): void => {
    const name = nameOf(after);
    if (before.status === 'delivered') broken(`${name} was delivered, and is forgotten`);
    if (after.attempts.length > before.attempts.length + 1) broken(`two attempts of ${name} at once`);
    if (after.status === 'delivered' && !hasSucceeded(after)) broken(`${name} is delivered without an answer of 2xx`);
    if (after.status === 'failed' && after.attempts.length < MAX_ATTEMPTS) broken(`${name} was given up early`);
  };

  const shown = (session: Session, key: DeliveryKey) => {
    const name = nameOf(key);
    const version = versions.serve(name, session.get(name) ?? 0);
    session.set(name, version);
    return versions.version(name, version);
  };

  /** The deliveries as one host sees them. */
  const deliveriesFor = (session: Session): Deliveries => ({
    ...deliveries,
    create: async (delivery) => {
      const outcome = await deliveries.create(delivery);
      versions.catchUp(session, nameOf(delivery));
      if (outcome === 'exists') return outcome;
      const { endpointId, type } = delivery;
      const isTest = type === TEST_EVENT;
      if (!isTest && !endpoints.wanted(endpointId, type, currentTask().since).once) {
        broken(`${nameOf(delivery)} is for an endpoint that did not want it`);
      }
      const stored = await deliveries.get(delivery);
      if (stored) add(stored);
      versions.catchUp(session, nameOf(delivery));
      stats.fannedOut += 1;
      return outcome;
    },
    get: async (key) => shown(session, key),
    getLatest: async (key) => {
      versions.catchUp(session, nameOf(key));
      return versions.latest(nameOf(key));
    },
    replace: async (delivery, etag) => {
      const name = nameOf(delivery);
      const before = versions.latest(name)?.value;
      const outcome = await deliveries.replace(delivery, etag);
      versions.catchUp(session, name);
      if (outcome === 'stale' || !before) return outcome;
      const { value } = outcome;
      checkStep(before, value);
      note(`${name} is ${value.status}${value.status === 'pending' ? `, due at ${value.nextAt}` : ''}`);
      const isPutOff = value.status === 'pending' && value.attempts.length === before.attempts.length;
      if (isPutOff && currentTask().role === 'worker') stats.putOff += 1;
      add(outcome);
      versions.catchUp(session, name);
      return outcome;
    },
    async *listDue(endpointIds, windows) {
      for (const { endpointId, eventId } of versions.all()) {
        const delivery = shown(session, { endpointId, eventId })?.value;
        if (delivery?.status !== 'pending' || !endpointIds.includes(endpointId)) continue;
        const { nextAt } = delivery;
        if (windows.some(({ after, until }) => nextAt > after && nextAt <= until))
          yield { endpointId, eventId, nextAt };
      }
    },
  });

  return {
    deliveriesFor,
    all: (): Delivery[] => versions.all(),
    latest: (key: DeliveryKey): Delivery | undefined => versions.latest(nameOf(key))?.value,
    /** Each write of a moment may schedule one message for it: messages never multiply. */
    checkScheduled: (key: DeliveryKey, at: Date): void => {
      const moment = `${nameOf(key)} ${at.toISOString()}`;
      const left = moments.get(moment) ?? 0;
      if (left === 0) broken(`a copy of the message for ${nameOf(key)} was scheduled, which is not due then`);
      moments.set(moment, left - 1);
    },
  };
};
