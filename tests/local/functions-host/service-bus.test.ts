import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { type RunningServiceBus, startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { type HostProcess, startHost } from './host-process.ts';
import { emptied, watchReports } from './service-bus-fixture.ts';

const queue = (name: string) => ({ Name: name, Properties: { LockDuration: 'PT5S', MaxDeliveryCount: 3 } });
const names = ['plain', 'failing', 'parallel', 'batches', 'binary', 'cut', 'stopping', 'neighbours'];

const main = `
const on = (name, handler, options) =>
  app.serviceBusQueue(name, { connection: 'Bus', queueName: name, handler, ...options });
on('plain', (body, context) => report({ body, metadata: context.triggerMetadata }), { queueName: '%PLAIN_QUEUE%' });
on('failing', (body, context) => {
  report({ deliveryCount: context.triggerMetadata.deliveryCount });
  throw new Error('no');
});
const waiting = [];
let running = 0;
on('parallel', () => new Promise((resolve) => {
  running += 1;
  if (running === 16) report('16 at once');
  if (running > 16) report('too many');
  waiting.push(resolve);
  if (running === 16) setTimeout(() => { running = 0; for (const each of waiting.splice(0)) each(); }, 100);
}));
const gathered = [];
setInterval(() => { for (const release of gathered.splice(0, 2)) release(); }, 5);
on('neighbours', async (body) => {
  await new Promise((resolve) => gathered.push(resolve));
  if (body === 'fine') return;
  // A success takes the host more steps than a failure. Both must settle in the same tick, the
  // success first.
  for (let step = 0; step < 50; step += 1) await undefined;
  throw new Error('no');
});
on('batches', (bodies, context) => report({ bodies, ids: context.triggerMetadata.messageIdArray }), { cardinality: 'many' });
on('binary', (body) => report({ bytes: Buffer.isBuffer(body) && [...body] }), { dataType: 'binary' });
on('cut', (body) => report({ cut: body }));
on('stopping', async (body) => { report('began'); await new Promise((resolve) => setTimeout(resolve, 400)); report('ended'); });
`;

describe('Service Bus functions on the host', () => {
  let broker: RunningServiceBus;
  let client: ServiceBusClient;
  let host: HostProcess;

  beforeAll(async () => {
    const config = { UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Queues: names.map(queue) }] } };
    broker = await startServiceBus({ port: 0, config });
    client = new ServiceBusClient(broker.connectionString);
    host = await startHost({
      main,
      host: {
        extensions: {
          serviceBus: { clientRetryOptions: { maxRetries: 3, delay: '00:00:00.050', maxDelay: '00:00:00.200' } },
        },
      },
      settings: { Values: { PLAIN_QUEUE: 'plain' } },
      env: { Bus: broker.connectionString },
    });
  });

  afterAll(async () => {
    await Promise.all([host.stop(), client.close()]);
    await broker.close();
  });

  const send = async (to: string, ...messages: ServiceBusMessage[]) => {
    const sender = client.createSender(to);
    await sender.sendMessages(messages);
    await sender.close();
  };

  test('gets the parsed body and the metadata of the message as in Azure, and completes it', async () => {
    const reported = watchReports(host);
    await send('plain', {
      body: { orderId: 'ord_1' },
      messageId: 'ord_1:placed',
      correlationId: 'c',
      subject: 's',
      contentType: 'application/json',
      applicationProperties: { attempt: 2, rootId: 'r', Tenant: 'x' },
    });

    expect(await reported(1)).toEqual([
      {
        body: { orderId: 'ord_1' },
        metadata: {
          messageId: 'ord_1:placed',
          lockToken: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
          deliveryCount: 1,
          sequenceNumber: 1,
          enqueuedTimeUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          expiresAtUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          contentType: 'application/json',
          correlationId: 'c',
          subject: 's',
          applicationProperties: { attempt: 2, rootId: 'r', tenant: 'x' },
        },
      },
    ]);
    expect(await emptied(broker, 'plain')).toMatchObject({ deadLettered: 0 });
  });

  test('abandons a message at once if the function throws, until the broker dead-letters it, counting deliveries from one', async () => {
    const reported = watchReports(host);
    await send('failing', { body: 'never' });

    expect(await reported(3)).toEqual([{ deliveryCount: 1 }, { deliveryCount: 2 }, { deliveryCount: 3 }]);
    expect(await emptied(broker, 'failing')).toMatchObject({ deadLettered: 1 });
  });

  test('loses no dead letter among neighbours that succeed in the same moment', async () => {
    const bodies = Array.from({ length: 40 }, (_, index) => ({ body: index % 2 === 0 ? 'fine' : 'never' }));
    await send('neighbours', ...bodies);

    expect(await emptied(broker, 'neighbours')).toMatchObject({ deadLettered: 20 });
  });

  test('runs sixteen at once and no more', async () => {
    const reported = watchReports(host);
    await send('parallel', ...Array.from({ length: 32 }, () => ({ body: 'x' })));

    expect(await reported(2)).toEqual(['16 at once', '16 at once']);
    expect(await emptied(broker, 'parallel')).toMatchObject({ deadLettered: 0 });
  });

  test('hands over a batch as arrays', async () => {
    const reported = watchReports(host);
    await send('batches', { body: { n: 1 }, messageId: 'a' }, { body: 'two', messageId: 'b' });

    expect(await reported(1)).toEqual([{ bodies: [{ n: 1 }, 'two'], ids: ['a', 'b'] }]);
    await emptied(broker, 'batches');
  });

  test('passes bytes if the binding asks for them', async () => {
    const reported = watchReports(host);
    await send('binary', { body: Buffer.from([0, 200, 255]) });

    expect(await reported(1)).toEqual([{ bytes: [0, 200, 255] }]);
  });

  test('reconnects by itself after the broker was down', async () => {
    const reported = watchReports(host);
    broker.faults.pause();
    await host.line(/Receiving from 'cut' failed, trying again/);
    broker.faults.resume();
    await send('cut', { body: 'after' });

    expect(await reported(1)).toEqual([{ cut: 'after' }]);
    expect(await host.line(/Receiving from 'cut' works again/)).toBeDefined();
    expect(host.lines.filter((line) => /'cut' failed/.test(line))).toHaveLength(1);
  });

  test('settles running work before it stops', async () => {
    const reported = watchReports(host);
    await send('stopping', { body: 'x' });
    expect(await reported(1)).toEqual(['began']);

    expect(await host.stop()).toBe(0);
    expect(host.reports().at(-1)).toBe('ended');
    expect(broker.counts().stopping).toMatchObject({ active: 0, locked: 0, deadLettered: 0 });
  });
});

describe('a broker that is not there', () => {
  const config = { UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Queues: [queue('late')] }] } };

  const sendTo = async (broker: RunningServiceBus, body: string) => {
    const client = new ServiceBusClient(broker.connectionString);
    await client.createSender('late').sendMessages({ body });
    await client.close();
  };

  test('is waited for at start, and again when it is replaced by a new one', async () => {
    const first = await startServiceBus({ port: 0, config });
    const { port, connectionString } = first;
    await first.close();
    const host = await startHost({
      main: `app.serviceBusQueue('late', { connection: 'Bus', queueName: 'late', handler: (body) => report(body) });`,
      host: { extensions: { serviceBus: { clientRetryOptions: { delay: '00:00:00.050', maxDelay: '00:00:00.200' } } } },
      env: { Bus: connectionString },
    });
    try {
      await host.line(/Receiving from 'late' failed, trying again: .*ECONNREFUSED/);
      for (const body of ['one', 'two']) {
        const broker = await startServiceBus({ port, config });
        await sendTo(broker, body);
        await host.line(new RegExp(`REPORT "${body}"`)).finally(() => broker.close());
      }
    } finally {
      await host.stop();
    }

    expect(host.reports()).toEqual(['one', 'two']);
  });
});
