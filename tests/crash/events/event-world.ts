import type { Order } from '../../../src/domain/order.ts';
import type { Product } from '../../../src/domain/product.ts';
import type { WebhookEndpoint } from '../../../src/domain/webhook-endpoint.ts';
import { inMemoryBookmarks } from '../../support/in-memory/in-memory-bookmarks.ts';
import type { Decisions } from '../decisions.ts';
import { journal } from '../journal.ts';
import { processes } from '../processes.ts';
import { virtualClock } from '../virtual-clock.ts';
import { deliveryLedger, nameOf } from './delivery-ledger.ts';
import { endpointLedger } from './endpoint-ledger.ts';
import { eventLedger } from './event-ledger.ts';
import type { EventPlan } from './event-plan.ts';
import { noEventStats } from './event-stats.ts';
import { happenings } from './happenings.ts';
import { bindToTask, currentTask, hosts } from './hosts.ts';
import type { Lease } from './lease.ts';
import { messages } from './messages.ts';
import { openHost } from './open-host.ts';
import { endpointIdOf, plannedEndpoints } from './planned-endpoints.ts';
import { receiverWorld } from './receivers.ts';
import { source } from './source.ts';
import { truth } from './truth.ts';

/** The way from a change to a webhook, in which nothing happens without the scheduler. */
export const eventWorld = (plan: EventPlan, decisions: Decisions, traced: boolean) => {
  const clock = virtualClock();
  const stats = noEventStats();
  const { note, decide, breaks, isCalm, beCalm, timeline, broken } = journal(clock, decisions, { traced });

  const facts = truth(breaks);
  const collapsed = () => {
    stats.collapsed += 1;
  };
  const sources = { orders: source<Order>(clock, collapsed), products: source<Product>(clock, collapsed) };
  const leases = (['orders', 'products'] as const).flatMap((from) =>
    sources[from].ranges.map((range): Lease => ({ from, range, after: 0 })),
  );

  const surroundings = { broken: breaks, currentTask };
  const copies = { now: clock.ms, maxLag: Number.POSITIVE_INFINITY, decide, stats, note };
  const endpoints = endpointLedger({ ...surroundings, ...copies });
  /** Deliveries that there must be. */
  const expected = new Set<string>();
  const events = eventLedger({
    ...copies,
    truth: facts,
    paid: ({ id, type }) => {
      for (const endpointId of endpoints.ids()) {
        const isSure = endpoints.wanted(endpointId, type, currentTask().since).always;
        if (isSure) expected.add(nameOf({ endpointId, eventId: id }));
      }
    },
  });
  const receivers = receiverWorld({
    ...surroundings,
    clock,
    decide,
    stats,
    note,
    endpoints,
    receiverAt: (url) => {
      const n = Number(/receiver-(\d+)/.exec(url)?.[1]);
      return { endpointId: endpointIdOf(n), receiver: plan.endpoints[n]?.receiver ?? 'well' };
    },
  });
  const deliveries = deliveryLedger({
    ...surroundings,
    ...copies,
    endpoints,
    hasSucceeded: receivers.hasSucceeded,
  });
  const sentTo = messages({
    ...surroundings,
    clock,
    decide,
    stats,
    note,
    truth: facts,
    scheduled: deliveries.checkScheduled,
    sent: ({ endpointId, eventId }) => {
      const { role, since, inCalm } = currentTask();
      const type = deliveries.latest({ endpointId, eventId })?.type ?? '';
      // Before the calm, the relay may have read of the endpoint as it was.
      const isNeedless = inCalm && role === 'relay' && !endpoints.wasEnabled(endpointId, since);
      if (isNeedless) breaks(`the relay sends ${type} to an endpoint that is disabled`);
    },
  });
  const running = processes({
    outage: plan.outage,
    decide,
    stats,
    note,
    bounded: ['webhookClient.post'],
    bind: bindToTask,
  });

  const log = {
    info: () => {},
    warn: (event: string) => note(`  log: ${event}`),
    error: (event: string) => note(`  log: ${event}`),
  };
  const bookmarks = inMemoryBookmarks();
  const { spawn } = hosts({
    decide,
    now: clock.ms,
    step: endpoints.step,
    isCalm,
    broken: breaks,
    open: (session) =>
      openHost({
        session,
        running,
        clock,
        decide,
        log,
        bookmarks,
        sources,
        events,
        endpoints,
        deliveries,
        messages: sentTo,
        receivers,
      }),
  });

  return {
    plan,
    clock,
    stats,
    note,
    timeline,
    decide,
    breaks,
    broken,
    log,
    spawn,
    running,
    currentTask,
    truth: facts,
    sources,
    leases,
    events,
    endpoints,
    deliveries,
    expected,
    messages: sentTo,
    happenings: happenings({ clock, ...sources, truth: facts, note }),
    endpointAt: (n: number): WebhookEndpoint => {
      const endpoint = endpoints.latest(endpointIdOf(n));
      if (!endpoint) throw new Error(`There is no endpoint ${n}.`);
      return endpoint;
    },
    open: async (): Promise<void> => {
      for (const endpoint of plannedEndpoints(plan)) await endpoints.open(endpoint);
    },
    beCalm: (): void => {
      beCalm();
      running.beCalm();
    },
  };
};

export type EventWorld = ReturnType<typeof eventWorld>;
export type EventHost = ReturnType<typeof openHost>;
