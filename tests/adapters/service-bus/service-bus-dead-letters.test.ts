import { serviceBusDeadLetters } from '../../../src/adapters/service-bus/service-bus-dead-letters.ts';
import { describeDeadLetters } from '../../contracts/dead-letters-contract.ts';
import { manualClock } from '../../local/service-bus/manual-clock.ts';
import { buryMessages, deadLettersUnderTest } from './dead-letters-for-tests.ts';
import { QUEUE, type ServiceBusForTests, startServiceBusForTests } from './service-bus-for-tests.ts';

jest.setTimeout(60_000);

let bus: ServiceBusForTests;

beforeEach(async () => {
  bus = await startServiceBusForTests();
});

afterEach(() => bus.close());

describeDeadLetters('Service Bus', () => deadLettersUnderTest(bus));

test('a dead letter has its reason and its attempt, which counts from 1 although the message counts from 0', async () => {
  await buryMessages(bus, [
    { body: 'x', applicationProperties: { attempt: 4, rootId: 'r' } },
    { body: 'x', applicationProperties: { attempt: '4' } },
    { body: 'x', applicationProperties: { attempt: -1 } },
  ]);
  const [first, second, third] = await serviceBusDeadLetters(bus.serviceBus, QUEUE).list({ limit: 3 });

  expect(first).toMatchObject({ reason: 'test', description: 'for a test', attempt: 5 });
  expect(second).toMatchObject({ attempt: 5 });
  expect(third?.attempt).toBeUndefined();
});

test('bodies that are not JSON are returned as text', async () => {
  await buryMessages(bus, [
    { body: Buffer.from('{"orderId": ') },
    { body: Buffer.from([0xff, 0x00, 0x41]) },
    { body: new Date(0) },
  ]);
  const bodies = (await serviceBusDeadLetters(bus.serviceBus, QUEUE).list({ limit: 3 })).map(({ body }) => body);
  expect(bodies).toEqual(['{"orderId": ', '\ufffd\u0000A', '1970-01-01T00:00:00.000Z']);
});

test('one whose lock is lost before it is removed stays, and says Unavailable: the work may be done again', async () => {
  await buryMessages(bus, [{ body: 'x' }]);
  const deadLetters = serviceBusDeadLetters(bus.serviceBus, QUEUE);
  const [letter] = await deadLetters.list({ limit: 1 });
  bus.broker.faults.set({ rules: [{ fault: 'lose-lock', count: 1 }] });
  const settling = deadLetters.settle(letter?.sequenceNumber ?? '', async () => {});

  await expect(settling).rejects.toMatchObject({
    name: 'Unavailable',
    dependency: 'service-bus',
    cause: { message: `The lock of dead letter ${letter?.sequenceNumber} was lost.` },
  });
  expect(await deadLetters.list({ limit: 2 })).toHaveLength(1);
});

test('none of those whose locks are lost before they are removed counts as removed', async () => {
  await buryMessages(bus, [{ body: 'x' }, { body: 'y' }]);
  const deadLetters = serviceBusDeadLetters(bus.serviceBus, QUEUE);
  let gone = 0;
  bus.broker.faults.set({ rules: [{ fault: 'lose-lock', count: 1 }] });
  const settled = (count: number) => {
    gone += count;
  };
  const outcome = await deadLetters.settleAll(
    { withinMs: 20_000, settled },
    async (batch) => new Set(batch.map(({ sequenceNumber }) => sequenceNumber)),
  );

  expect(outcome).toEqual({ remaining: true });
  expect(gone).toBe(1);
  expect(await deadLetters.list({ limit: 3 })).toHaveLength(1);
});

test('what stays and comes again, its lock over, ends the call', async () => {
  const clock = manualClock(Date.now());
  await bus.close();
  bus = await startServiceBusForTests({ clock });
  await buryMessages(
    bus,
    Array.from({ length: 60 }, (_, n) => ({ body: n })),
  );
  const deadLetters = serviceBusDeadLetters(bus.serviceBus, QUEUE);
  const met: unknown[] = [];
  let batches = 0;
  const outcome = await deadLetters.settleAll({ withinMs: 20_000 }, async (batch) => {
    met.push(...batch.map(({ body }) => body));
    // The locks of the first batch have expired.
    if (++batches === 1) clock.advance(31_000);
    return new Set();
  });

  expect(outcome).toEqual({ remaining: true });
  expect(new Set(met).size).toBe(met.length);
  expect(met.length).toBeLessThan(60);
});

test('without a listener it is Unavailable', async () => {
  const deadLetters = serviceBusDeadLetters(bus.serviceBus, QUEUE);
  await bus.broker.close();
  const unavailable = { name: 'Unavailable', dependency: 'service-bus' };

  await expect(deadLetters.list({ limit: 1 })).rejects.toMatchObject(unavailable);
  await expect(deadLetters.settle('1', async () => {})).rejects.toMatchObject(unavailable);
  await expect(deadLetters.settleAll({ withinMs: 1_000 }, async () => new Set())).rejects.toMatchObject(unavailable);
});
