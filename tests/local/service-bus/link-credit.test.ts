import { rawClient } from './raw-client.ts';
import { withBroker } from './with-broker.ts';

const event = (emitter: { once(name: string, listener: () => void): unknown }, name: string): Promise<void> =>
  new Promise((resolve) => emitter.once(name, resolve));

describe('the credit of a link', () => {
  test('is drained whether some of it is left or none', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: 1 });
      const { container, connection } = rawClient(broker.port);
      const receiver = connection.open_receiver({ source: 'q', credit_window: 0, autoaccept: false });
      const came = event(container, 'message');
      receiver.add_credit(1);
      await came;
      for (const credit of [0, 3]) {
        const drained = event(receiver, 'receiver_drained');
        receiver.add_credit(credit);
        receiver.drain_credit();
        await drained;
        receiver.drain = false;
      }
      connection.close();
    }));

  // Without an answer, the client's next frame would be delayed by 40 ms.
  test('is confirmed when nothing comes of it at once', () =>
    withBroker({ q: {} }, async ({ broker }) => {
      const { connection } = rawClient(broker.port);
      const receiver = connection.open_receiver({ source: 'q', credit_window: 0 });
      for (let round = 0; round < 3; round += 1) {
        const confirmed = event(receiver, 'receiver_flow');
        receiver.add_credit(1);
        await confirmed;
      }
      connection.close();
    }));
});

test('a connection that was cut off leaves no timer behind', () =>
  withBroker({ q: {} }, async ({ broker }) => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { container, connection } = rawClient(broker.port);
    connection.open_receiver('q');
    await event(container, 'receiver_open');
    const gone = event(container, 'disconnected');
    broker.faults.pause();
    await gone;
    await new Promise((resolve) => setImmediate(resolve));

    expect(timers()).toBe(before);
  }));
