import { type EndpointGate, endpointGate, type Slot } from '../../../src/application/webhooks/endpoint-gate.ts';
import { toEndpointId } from '../../support/ids.ts';
import { settableClock } from '../../support/in-memory/settable-clock.ts';

const quick = { ms: 20, success: true, holdMs: 0 };
const hung = { ms: 15_000, success: false, holdMs: 0 };
const healthy = toEndpointId('whe_healthy');

const openGate = () => {
  const clock = settableClock();
  return { clock, gate: endpointGate({ clock, random: () => 0 }) };
};

const hungIds = (count: number) => Array.from({ length: count }, (_, n) => toEndpointId(`whe_hung${n}`));

/** The slots that one call to each of these endpoints gets. */
const enterAll = async (gate: EndpointGate, ids: ReturnType<typeof hungIds>): Promise<Slot[]> => {
  const entered = await Promise.all(ids.map((id) => gate.enter(id, 0)));
  return entered.flatMap((slot) => ('leave' in slot ? [slot] : []));
};

/** One call after the other, so that nobody waits. */
const callEach = async (gate: EndpointGate, ids: ReturnType<typeof hungIds>, ended: typeof hung): Promise<void> => {
  for (const id of ids) for (const slot of await enterAll(gate, [id])) slot.leave(ended);
};

test.each([16, 50])('%i endpoints that nobody knows and that hang leave half of the places', async (count) => {
  const { gate } = openGate();
  await callEach(gate, [healthy], quick);

  expect(await enterAll(gate, hungIds(count))).toHaveLength(8);
  expect(await enterAll(gate, Array(4).fill(healthy))).toHaveLength(4);
});

test.each([16, 50])('%i endpoints that are known to hang leave room for one that nobody knows', async (count) => {
  const { gate } = openGate();
  await callEach(gate, hungIds(count), hung);

  expect(await enterAll(gate, hungIds(count))).toHaveLength(4);
  expect(await enterAll(gate, [healthy])).toHaveLength(1);
});

test('once one of them ends, another one has its turn', async () => {
  const { gate } = openGate();
  const ids = hungIds(16);
  const [first] = await enterAll(gate, ids);
  expect(await enterAll(gate, ids.slice(8, 9))).toHaveLength(0);
  first?.leave(hung);

  expect(await enterAll(gate, ids.slice(8, 9))).toHaveLength(1);
});

test('an endpoint that was quick and stalls gets no more calls, and counts with those that hang', async () => {
  const { gate, clock } = openGate();
  await callEach(gate, [healthy], quick);
  expect(await enterAll(gate, [healthy])).toHaveLength(1);
  clock.advance(2_000);

  expect(await enterAll(gate, [healthy])).toHaveLength(0);
  expect(await enterAll(gate, hungIds(16))).toHaveLength(7);
});
