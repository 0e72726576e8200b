import { endpointGate, type Slot } from '../../../src/application/webhooks/endpoint-gate.ts';
import type { EndpointId } from '../../../src/domain/endpoint-id.ts';
import { toEndpointId } from '../../support/ids.ts';
import { settableClock } from '../../support/in-memory/settable-clock.ts';

const a = toEndpointId('whe_a');
const quick = { ms: 20, success: true, holdMs: 0 };
const hung = { ms: 15_000, success: false, holdMs: 0 };

/** All deliveries are new. */
const openGate = () => {
  const clock = settableClock();
  const gate = endpointGate({ clock, random: () => 0 });
  return { clock, gate: { enter: (id: EndpointId) => gate.enter(id, 0) } };
};

type Gate = ReturnType<typeof openGate>['gate'];

const slotOf = (entered: Slot | { putOffMs: number }): Slot => {
  if ('putOffMs' in entered) throw new Error('There was no room.');
  return entered;
};

/** Enters until there is no room. Only for a gate that lets nobody wait. */
const fill = async (gate: Gate, id = a): Promise<{ slots: Slot[]; putOffMs: number }> => {
  const slots: Slot[] = [];
  for (;;) {
    const entered = await gate.enter(id);
    if ('putOffMs' in entered) return { slots, putOffMs: entered.putOffMs };
    slots.push(entered);
  }
};

const call = async (gate: Gate, ended: Parameters<Slot['leave']>[0], id = a): Promise<void> =>
  slotOf(await gate.enter(id)).leave(ended);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Fills the gate with calls that take too long to wait for. */
const fillSlowly = async ({ gate, clock }: ReturnType<typeof openGate>, id = a) => {
  const first = slotOf(await gate.enter(id));
  clock.advance(1_000);
  const { slots, putOffMs } = await fill(gate, id);
  return { slots: [first, ...slots], putOffMs };
};

test('an endpoint has one call at a time until one succeeds quickly', async () => {
  const opened = openGate();
  expect((await fillSlowly(opened)).slots).toHaveLength(1);
});

test('an endpoint that answers quickly has four calls at a time', async () => {
  const opened = openGate();
  await call(opened.gate, quick);

  expect((await fillSlowly(opened)).slots).toHaveLength(4);
});

test('after a call that timed out it has one again, until one succeeds quickly', async () => {
  const opened = openGate();
  await call(opened.gate, quick);
  await call(opened.gate, hung);
  const { slots } = await fill(opened.gate);
  expect(slots).toHaveLength(1);

  slots[0]?.leave({ ms: 20, success: false, holdMs: 0 });
  expect((await fill(opened.gate)).slots).toHaveLength(1);
});

test('a slow success is slow, too', async () => {
  const opened = openGate();
  await call(opened.gate, quick);
  await call(opened.gate, { ms: 5_001, success: true, holdMs: 0 });

  expect((await fill(opened.gate)).slots).toHaveLength(1);
});

test('behind a quick call, the next one waits its turn', async () => {
  const { gate } = openGate();
  await call(gate, quick);
  const slots = await Promise.all([1, 2, 3, 4].map(async () => slotOf(await gate.enter(a))));
  let entered = false;
  const waiting = gate.enter(a).then((slot) => {
    entered = true;
    return slot;
  });
  await Promise.resolve();
  expect(entered).toBe(false);

  slots[0]?.leave(quick);

  expect(await waiting).toHaveProperty('leave');
});

test('it waits for half a second and no longer', async () => {
  const { gate, clock } = openGate();
  const slot = slotOf(await gate.enter(a));
  const waiting = gate.enter(a);
  await jest.advanceTimersByTimeAsync(499);
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(1);

  expect(await waiting).toEqual({ putOffMs: expect.any(Number) });
  expect(jest.getTimerCount()).toBe(0);

  // Nobody holds the place of the one that went away.
  clock.advance(1_000);
  slot.leave(quick);
  expect((await fillSlowly({ gate, clock })).slots).toHaveLength(4);
});

test('nobody waits behind a call that has taken half a second, nor behind a slow endpoint', async () => {
  const { gate, clock } = openGate();
  await gate.enter(a);
  clock.advance(500);
  expect(await gate.enter(a)).toHaveProperty('putOffMs');

  const b = toEndpointId('whe_b');
  await call(gate, hung, b);
  await gate.enter(b);
  expect(await gate.enter(b)).toHaveProperty('putOffMs');
});

test('four wait in all, so that the others have room in the host', async () => {
  const { gate } = openGate();
  await gate.enter(a);
  const waiting = [1, 2, 3, 4].map(() => gate.enter(a));

  expect(await gate.enter(a)).toHaveProperty('putOffMs');

  await jest.advanceTimersByTimeAsync(1_000);
  expect(await Promise.all(waiting)).toEqual(Array(4).fill({ putOffMs: expect.any(Number) }));
});

test('five endpoints that were quick and hang hold at most nine of the sixteen places', async () => {
  const opened = openGate();
  const ids = [1, 2, 3, 4, 5].map((n) => toEndpointId(`whe_${n}`));
  for (const id of ids) await call(opened.gate, quick, id);
  for (const id of ids) slotOf(await opened.gate.enter(id));
  opened.clock.advance(1_000);
  const extra = await Promise.all(ids.map(async (id) => (await fill(opened.gate, id)).slots.length));

  expect(ids.length + extra.reduce((sum, n) => sum + n, 0)).toBe(9);
});

test('a call beyond the first that ends makes room for another endpoint', async () => {
  const { gate } = openGate();
  const b = toEndpointId('whe_b');
  for (const id of [a, b]) await call(gate, quick, id);
  const slots = await Promise.all([1, 2, 3, 4].map(async () => slotOf(await gate.enter(a))));
  await gate.enter(b);
  await gate.enter(b);
  const waiting = gate.enter(b);

  slots[0]?.leave(quick);

  expect(await waiting).toHaveProperty('leave');
});

test('a slot that was not used says nothing about the endpoint', async () => {
  const opened = openGate();
  await call(opened.gate, undefined);

  expect((await fillSlowly(opened)).slots).toHaveLength(1);
});
