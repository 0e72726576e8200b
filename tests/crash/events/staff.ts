import type { EndpointId } from '../../../src/domain/endpoint-id.ts';
import { eventTypes } from '../../../src/domain/event.ts';
import type { EndpointDetails } from '../../../src/domain/webhook-endpoint.ts';
import { type EventAction, isOrderAction, type StaffAction, type StaffStep } from './event-plan.ts';
import { reconcile } from './event-workers.ts';
import type { EventHost, EventWorld } from './event-world.ts';

type Lane = { readonly actions: readonly EventAction[]; at: number; busy: boolean };

const precondition = {};
const MAX_SECRETS = 3;

type Request = (host: EventHost, endpoint: number) => Promise<void>;

const put =
  ({ endpointAt }: EventWorld, change: Partial<EndpointDetails>): Request =>
  async (host, n) => {
    const { id, url, types, disabled } = endpointAt(n);
    const details = { url, types, enabled: disabled === undefined, ...change };
    await host.put({ id, details, precondition });
  };

const requests = (world: EventWorld): Record<StaffStep, Request> => {
  const rotations = new Map<EndpointId, number>();
  return {
    disable: put(world, { enabled: false }),
    enable: put(world, { enabled: true }),
    move: async (host, n) => put(world, { url: `https://receiver-${n}.example/moved`, enabled: true })(host, n),
    narrow: put(world, { types: eventTypes.slice(0, 1) }),
    rotate: async (host, n) => {
      const { id } = world.endpointAt(n);
      const begun = rotations.get(id) ?? 0;
      // One more would end the first secret at once, which a call on its way may be signed with.
      if (begun + 1 >= MAX_SECRETS) return;
      rotations.set(id, begun + 1);
      await host.rotate({ id, precondition });
    },
    test: async (host, n) => {
      const { id: endpointId } = world.endpointAt(n);
      const { eventId } = await host.test(endpointId);
      if (!world.deliveries.latest({ endpointId, eventId })) world.breaks(`the test ${eventId} has no delivery`);
    },
    retry: async (host, n) => {
      const { id: endpointId } = world.endpointAt(n);
      const open = world.deliveries.all().find((each) => each.endpointId === endpointId && each.status !== 'delivered');
      if (open) await host.retry({ endpointId, eventId: open.eventId });
    },
  };
};

/** What happens in the shop and what staff do, in lanes that do one thing at a time. */
export const staff = (world: EventWorld) => {
  const lanes: Lane[] = world.plan.lanes.map((actions) => ({ actions, at: 0, busy: false }));
  const ask = requests(world);

  const request = (lane: Lane, action: StaffAction): void => {
    const goOn = (): void => {
      lane.busy = false;
    };
    lane.busy = true;
    world.note(`staff: ${action.do} endpoint ${action.endpoint}`);
    world.spawn({
      name: action.do,
      role: 'staff',
      work: (host) => ask[action.do](host, action.endpoint),
      ended: goOn,
      failed: goOn,
      crashed: goOn,
      stalled: goOn,
    });
  };

  const start = (lane: Lane): void => {
    const action = lane.actions[lane.at];
    if (!action) return;
    lane.at += 1;
    if (isOrderAction(action)) world.happenings.step(action);
    else if (action.do === 'offer') world.happenings.offer(action.product);
    else if (action.do === 'damage') world.sources.orders.damage();
    else if (action.do === 'reconcile') reconcile(world);
    else request(lane, action);
  };

  return {
    ready: (): (() => void)[] =>
      lanes.filter(({ busy, at, actions }) => !busy && at < actions.length).map((lane) => () => start(lane)),
  };
};

export type Staff = ReturnType<typeof staff>;
