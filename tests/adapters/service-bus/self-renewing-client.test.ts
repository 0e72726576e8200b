import { ServiceBusClient } from '@azure/service-bus';
import { selfRenewingClient } from '../../../src/adapters/service-bus/self-renewing-client.ts';

const connectionString = 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=none;SharedAccessKey=bm9uZQ==';

/** `fail`: which clients, in the order of their creation, fail to send. */
const start = (fail: (client: number) => boolean | Promise<boolean>) => {
  const clients: { closed: boolean }[] = [];
  let now = Date.parse('2026-03-01T10:00:00Z');
  const create = (): ServiceBusClient => {
    const client = new ServiceBusClient(connectionString);
    const state = { closed: false };
    const index = clients.push(state) - 1;
    const { createSender } = client;
    jest.spyOn(client, 'createSender').mockImplementation((entity) => {
      const sender = createSender.call(client, entity);
      jest.spyOn(sender, 'sendMessages').mockImplementation(async () => {
        if (await fail(index)) throw new Error('No answer.');
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

  wait(20);
  await send();
  expect(clients).toHaveLength(2);
});

test('what an old client still sends says nothing about the new one either', async () => {
  let finish = (): void => {};
  let sends = 0;
  const { clients, send, wait } = start(async () => {
    sends += 1;
    if (sends > 1) return true;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return false;
  });
  const slow = send();
  const failThrice = async (before: () => Promise<unknown>) => {
    for (const seconds of [0, 10]) {
      wait(seconds);
      await send();
    }
    await before();
    wait(10);
    await send();
  };
  await failThrice(async () => {});
  expect(clients).toHaveLength(2);

  await failThrice(async () => {
    finish();
    expect(await slow).toBe('sent');
  });
  expect(clients).toHaveLength(3);
});

test('the third failure after 20 seconds is enough, and the second is not', async () => {
  const { clients, send, wait } = start(() => true);
  await send();
  wait(20);
  await send();
  expect(clients).toHaveLength(1);

  await send();
  expect(clients).toHaveLength(2);
});

test('everything that a sender can do, closing too, goes to the current client', async () => {
  const { serviceBus, clients, orders } = start(() => false);
  const sender = serviceBus.current().createSender('process-order');
  jest.spyOn(serviceBus.current(), 'createSender').mockReturnValue(sender);
  const batch = Object.assign(Object.create(null), { count: 0 });
  const schedule = jest.spyOn(sender, 'scheduleMessages').mockResolvedValue([]);
  const createBatch = jest.spyOn(sender, 'createMessageBatch').mockResolvedValue(batch);
  const options = { abortSignal: new AbortController().signal };
  const at = new Date(0);

  expect(orders.entityPath).toBe('process-order');
  await orders.scheduleMessages({ body: 1 }, at, options);
  expect(await orders.createMessageBatch(options)).toBe(batch);
  expect(schedule).toHaveBeenCalledWith({ body: 1 }, at, options);
  expect(createBatch).toHaveBeenCalledWith(options);

  await serviceBus.close();
  expect(clients).toEqual([{ closed: true }]);
});
