import { ServiceBusClient } from '@azure/service-bus';
import { selfRenewingClient } from '../../../src/adapters/service-bus/self-renewing-client.ts';

const connectionString = 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=none;SharedAccessKey=bm9uZQ==';

/** `fail`: which clients, in the order of their creation, fail to send. */
const start = (fail: (client: number) => boolean) => {
  const clients: { closed: boolean }[] = [];
  let now = 0;
  const create = (): ServiceBusClient => {
    const client = new ServiceBusClient(connectionString);
    const state = { closed: false };
    const index = clients.push(state) - 1;
    const { createSender } = client;
    jest.spyOn(client, 'createSender').mockImplementation((entity) => {
      const sender = createSender.call(client, entity);
      jest.spyOn(sender, 'sendMessages').mockImplementation(async () => {
        if (fail(index)) throw new Error('No answer.');
      });
      return sender;
    });
    jest.spyOn(client, 'close').mockImplementation(async () => {
      state.closed = true;
    });
    return client;
  };
  const serviceBus = selfRenewingClient(create, () => now);
  const orders = serviceBus.createSender('process-order');
  const events = serviceBus.createSender('events');
  const send = (sender = orders) =>
    sender.sendMessages({ body: {} }).then(
      () => 'sent',
      () => 'failed',
    );
  const wait = (seconds: number) => {
    now += seconds * 1000;
  };
  return { serviceBus, clients, orders, events, send, wait };
};

test('a client that has sent nothing for 20 seconds is replaced, for every sender', async () => {
  const { clients, events, send, wait } = start((client) => client === 0);
  for (const seconds of [0, 8, 8]) {
    wait(seconds);
    expect(await send()).toBe('failed');
  }
  expect(clients).toEqual([{ closed: false }]);

  wait(8);
  expect(await send()).toBe('failed');

  expect(clients).toEqual([{ closed: true }, { closed: false }]);
  expect(await send()).toBe('sent');
  expect(await send(events)).toBe('sent');
});

test('a success in between keeps the client', async () => {
  let failing = true;
  const { clients, events, send, wait } = start(() => failing);
  for (let n = 0; n < 10; n++) {
    wait(8);
    failing = n % 3 !== 2;
    await send(n % 2 === 0 ? events : undefined);
  }
  expect(clients).toHaveLength(1);
});

test('two failures are not enough, however long they are apart', async () => {
  const { clients, send, wait } = start(() => true);
  await send();
  wait(3_600);
  await send();

  expect(clients).toHaveLength(1);
});

test('what an old client fails at says nothing about the new one', async () => {
  const { serviceBus, clients, send, wait } = start(() => true);
  const old = serviceBus.current();
  for (const seconds of [0, 10, 10]) {
    wait(seconds);
    await Promise.all([send(), send(), send()]);
  }

  expect(clients).toHaveLength(2);
  expect(serviceBus.current()).not.toBe(old);
});
