import type { WebhookEndpoints } from '../../../src/application/ports/webhook-endpoints.ts';
import type { EndpointId } from '../../../src/domain/endpoint-id.ts';
import { isEnabled, type WebhookEndpoint, wantsType } from '../../../src/domain/webhook-endpoint.ts';
import { inMemoryWebhookEndpoints } from '../../support/in-memory/in-memory-webhook-endpoints.ts';
import { type ReplicasDeps, replicas, type Session } from '../replicas.ts';
import type { EventStats } from './event-stats.ts';
import type { Surroundings } from './event-task.ts';

type Deps = ReplicasDeps & Surroundings & { stats: EventStats };

const GONE = 410;

/** All versions of all endpoints: for stale reads, and to check who disables one. */
export const endpointLedger = ({ broken, currentTask, ...deps }: Deps) => {
  const endpoints = inMemoryWebhookEndpoints();
  const versions = replicas<WebhookEndpoint>(deps, ({ url }) => url);
  const history = new Map<EndpointId, { step: number; endpoint: WebhookEndpoint }[]>();
  const staffWrites = new Map<EndpointId, number>();
  let step = 0;

  const staffWritesOf = (id: EndpointId): number => staffWrites.get(id) ?? 0;

  const add = (stored: { value: WebhookEndpoint; etag: Parameters<WebhookEndpoints['replace']>[1] }): void => {
    const { id } = stored.value;
    step += 1;
    versions.add(id, stored);
    history.set(id, [...(history.get(id) ?? []), { step, endpoint: stored.value }]);
  };

  /** Whoever disables an endpoint must have seen it fail as it is now. */
  const checkDisabled = (before: WebhookEndpoint, after: WebhookEndpoint): void => {
    const { called, role } = currentTask();
    if (role === 'staff' || isEnabled(after) || !isEnabled(before)) return;
    deps.stats.disabledByUs += 1;
    if (called?.endpointId !== after.id) broken(`${after.url} was disabled without a call`);
    else if (called.staffWrites !== staffWritesOf(after.id)) {
      broken(`${after.url} was disabled because of a call that began before staff changed it`);
    } else if (after.disabled?.reason === 'gone' && called.status !== GONE) {
      broken(`${after.url} was disabled as gone after ${called.status}`);
    }
  };

  const shown = (session: Session, id: string) => {
    const version = versions.serve(id, session.get(id) ?? 1);
    session.set(id, version);
    return versions.version(id, version);
  };

  const latest = (session: Session, id: string) => {
    versions.catchUp(session, id);
    return versions.latest(id);
  };

  /** The endpoints as one host sees them. */
  const endpointsFor = (session: Session): WebhookEndpoints => ({
    ...endpoints,
    get: async (id) => shown(session, id),
    getLatest: async (id) => latest(session, id),
    list: async () => versions.ids().flatMap((id) => shown(session, id) ?? []),
    listLatest: async () => versions.ids().flatMap((id) => latest(session, id) ?? []),
    replace: async (endpoint, etag) => {
      const before = versions.latest(endpoint.id)?.value;
      const outcome = await endpoints.replace(endpoint, etag);
      versions.catchUp(session, endpoint.id);
      if (outcome === 'stale' || !before) return outcome;
      checkDisabled(before, outcome.value);
      if (currentTask().role === 'staff') {
        deps.stats.staffWrites += 1;
        staffWrites.set(endpoint.id, staffWritesOf(endpoint.id) + 1);
      }
      deps.note(`${endpoint.url} is ${outcome.value.disabled?.reason ?? 'enabled'}`);
      add(outcome);
      versions.catchUp(session, endpoint.id);
      return outcome;
    },
  });

  /** What the endpoint was like since a step. `isOlder`: it was there before. */
  const during = (id: EndpointId, since: number) => {
    const entries = history.get(id) ?? [];
    const first = entries.findLastIndex((entry) => entry.step <= since);
    return { isOlder: first >= 0, entries: entries.slice(Math.max(0, first)).map(({ endpoint }) => endpoint) };
  };

  /** Whether it was enabled and wanted the type: at each moment since a step, or at one of them. */
  const wanted = (id: EndpointId, type: string, since: number): { always: boolean; once: boolean } => {
    const { isOlder, entries } = during(id, since);
    const wants = (endpoint: WebhookEndpoint): boolean => isEnabled(endpoint) && wantsType(endpoint, type);
    return { always: isOlder && entries.every(wants), once: entries.some(wants) };
  };

  return {
    endpointsFor,
    wanted,
    wasEnabled: (id: EndpointId, since: number): boolean => during(id, since).entries.some(isEnabled),
    staffWritesOf,
    step: () => step,
    open: async (endpoint: WebhookEndpoint): Promise<void> => {
      const created = await endpoints.create(endpoint);
      if (typeof created === 'string') throw new Error(`An endpoint could not be created: ${created}.`);
      add(created);
    },
    ids: (): EndpointId[] => [...history.keys()],
    latest: (id: EndpointId): WebhookEndpoint | undefined => versions.latest(id)?.value,
  };
};

export type EndpointLedger = ReturnType<typeof endpointLedger>;
