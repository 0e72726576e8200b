import { type EndpointGate, endpointGate, type Slot } from '../../../src/application/webhooks/endpoint-gate.ts';
import { toEndpointId } from '../../support/ids.ts';
import { settableClock } from '../../support/in-memory/settable-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const a = toEndpointId('whe_a');
const quick = { ms: 20, success: true, holdMs: 0 };
const hung = { ms: 15_000, success: false, holdMs: 0 };
const failed = { ms: 200, success: false, holdMs: 0 };

const slotOf = (entered: Slot | { putOffMs: number }): Slot => {
  if ('putOffMs' in entered) throw new Error('There was no room.');
  return entered;
};

const putOffOf = (entered: Slot | { putOffMs: number }): number => {
  if ('leave' in entered) throw new Error('There was room.');
  return entered.putOffMs;
};

/** `busy`: a gate whose endpoint had this call, and has another one that has not ended. */
const openGate = (random = 0) => {
  const clock = settableClock();
  const gate = endpointGate({ clock, random: () => random });
  const call = async (ended: typeof hung): Promise<void> => slotOf(await gate.enter(a, 0)).leave(ended);
  const openBusy = async (ended: typeof hung) => {
    await call(ended);
    const slot = slotOf(await gate.enter(a, 0));
    clock.advance(SECOND);
    return { clock, gate, slot };
  };
  return { clock, gate, call, openBusy };
};

const putOff = async (gate: EndpointGate, ageMs = 0): Promise<number> => putOffOf(await gate.enter(a, ageMs));

/** Four calls of a quick endpoint that take a second, so that nobody waits. */
const openFull = async (random = 0) => {
  const opened = openGate(random);
  await opened.call(quick);
  for (let n = 0; n < 4; n++) await opened.gate.enter(a, 0);
  opened.clock.advance(SECOND);
  return opened;
};

test.each([
  [0, 1.5 * SECOND],
  [20 * SECOND, 20 * SECOND],
  [3 * HOUR, 3 * HOUR],
  [DAY, 6 * HOUR],
])('behind a slow endpoint, a delivery of age %i ms waits as long again: %i ms', async (ageMs, wait) => {
  const { gate } = await openGate().openBusy(hung);

  expect(await putOff(gate, ageMs)).toBe(wait);
});

test('at random, half of that on top, so that they do not all come back together', async () => {
  const { gate } = await openGate(0.5).openBusy(hung);

  expect(await putOff(gate, HOUR)).toBe(1.25 * HOUR);
});

test('in five days behind a slow endpoint, a delivery is put off some thirty times', async () => {
  const { gate } = await openGate(0.5).openBusy(hung);
  let [ageMs, times] = [0, 0];
  for (; ageMs < 5 * DAY; times++) ageMs += await putOff(gate, ageMs);

  expect(times).toBeGreaterThan(10);
  expect(times).toBeLessThan(32);
});

test('how many others are put off behind a slow endpoint does not matter', async () => {
  const { gate } = await openGate().openBusy(hung);
  for (let n = 0; n < 10_000; n++) await gate.enter(a, 0);

  expect(await putOff(gate, MINUTE)).toBe(MINUTE);
});

test('behind an endpoint that nobody knows yet, nobody waits long: one call will tell', async () => {
  const { gate, clock } = openGate();
  await gate.enter(a, 0);
  clock.advance(SECOND);

  expect(await putOff(gate, DAY)).toBe(30 * SECOND);
});

test.each([
  ['a success of five seconds', { ms: 5_001, success: true, holdMs: 0 }],
  ['a failure of a second', { ms: 1_001, success: false, holdMs: 0 }],
])('%s is slow', async (_, ended) => {
  const { gate } = await openGate().openBusy(ended);

  expect(await putOff(gate, HOUR)).toBe(HOUR);
});

test('behind a quick endpoint they wait for their turns, in a queue of four calls at a time', async () => {
  const { gate } = await openFull();

  expect([await putOff(gate, DAY), await putOff(gate, DAY)]).toEqual([1_513, 1_525]);
});

test('behind one that fails quickly, in a queue of one call at a time', async () => {
  const { gate } = await openGate().openBusy(failed);

  expect([await putOff(gate, DAY), await putOff(gate, DAY)]).toEqual([1_700, 1_900]);
});

test('a delivery that comes back finds the queue no longer than it was', async () => {
  const { gate, clock } = await openFull();
  for (let n = 0; n < 100; n++) await gate.enter(a, 0);
  const wait = await putOff(gate);
  clock.advance(wait - 1_500);

  // The stalled calls are those of a slow endpoint, so this is still the queue of a quick one.
  expect(await putOff(gate)).toBeLessThan(wait);
});

test('a success does not give the turns of others away', async () => {
  const { gate } = openGate();
  await gate.enter(a, 0).then((entered) => slotOf(entered).leave(quick));
  const slots = await Promise.all([1, 2, 3, 4].map(async () => slotOf(await gate.enter(a, 0))));
  const waiting = [1, 2, 3, 4].map(() => gate.enter(a, 0));
  const before = await putOff(gate);
  slots[0]?.leave(quick);
  waiting.push(gate.enter(a, 0));

  expect(await putOff(gate)).toBeGreaterThan(before);
  slots[1]?.leave(quick);
});

test('nobody waits for more than ten minutes behind a quick endpoint', async () => {
  const { gate } = await openFull();
  for (let n = 0; n < 60_000; n++) await gate.enter(a, 0);

  expect(await putOff(gate)).toBe(10 * MINUTE + 1_500);
});

test('once a slow endpoint is quick again, the queue is short', async () => {
  const { gate, slot, clock } = await openGate().openBusy(hung);
  for (let n = 0; n < 100; n++) await gate.enter(a, DAY);
  slot.leave(quick);
  for (let n = 0; n < 4; n++) await gate.enter(a, 0);
  clock.advance(SECOND);

  expect(await putOff(gate, DAY)).toBeLessThan(2 * SECOND);
});

test.each([
  ['quick', quick],
  ['failing', failed],
  ['slow', hung],
])('an endpoint that is %s and asks for a pause gets no call until it is over', async (_, ended) => {
  const { gate, clock, call } = openGate();
  await call({ ...ended, holdMs: 90 * SECOND });

  const wait = await putOff(gate);
  expect(wait).toBeGreaterThanOrEqual(90 * SECOND);
  expect(wait).toBeLessThan(100 * SECOND);
  clock.advance(90 * SECOND - 1);
  expect(await gate.enter(a, 0)).toHaveProperty('putOffMs');
  clock.advance(1);
  expect(await gate.enter(a, 0)).toHaveProperty('leave');
});

test('a call that ends after the one that asked for a pause does not end it', async () => {
  const { gate, call } = openGate();
  await call(quick);
  const [first, second] = [slotOf(await gate.enter(a, 0)), slotOf(await gate.enter(a, 0))];
  first.leave({ ...failed, holdMs: HOUR });
  second.leave(quick);

  expect(await putOff(gate)).toBeGreaterThanOrEqual(HOUR);
});

test('other endpoints do not pause', async () => {
  const { gate, call } = openGate();
  await call({ ...quick, holdMs: HOUR });

  expect(await gate.enter(toEndpointId('whe_b'), 0)).toHaveProperty('leave');
});
