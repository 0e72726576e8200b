import type { Container } from '@azure/cosmos';
import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { serviceBusClient } from '../../../src/adapters/service-bus/service-bus-client.ts';
import { customerTagOfOrder, type OrderId } from '../../../src/domain/order-id.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId, toOrderId } from '../../support/ids.ts';
import type { Benchmark } from '../benchmark.ts';
import type { Process } from '../processes/start-process.ts';
import { startServices } from '../processes/start-services.ts';

const AT_ONCE = 16;
const QUEUE = 'process-order';

type Measured = { perSecond: number; serverMs: number; clientMs: number };

/** Runs `work` `count` times, 16 at once. CPU times are per operation. */
const measure = async (server: Process, count: number, work: (n: number) => Promise<unknown>): Promise<Measured> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  const [before, cpu, started] = [await server.usage(), process.cpuUsage(), performance.now()];
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const used = (await server.usage()).cpuMs - before.cpuMs;
  return { perSecond: count / seconds, serverMs: used / count, clientMs: (user + system) / 1000 / count };
};

const cosmosWork = async (server: Process, container: Container, count: number) => {
  const orders = Array.from({ length: count }, (_, n) => sampleOrder(toCustomerId(`customer-${n % 32}`)));
  const idOf = (n: number): OrderId => toOrderId(orders[n]?.id ?? '');
  const create = async (n: number) =>
    container.items.create(documentOf(orders[n] ?? sampleOrder(toCustomerId('nobody'))));
  const read = async (n: number) => {
    const { statusCode } = await container.item(idOf(n), customerTagOfOrder(idOf(n))).read();
    if (statusCode !== 200) throw new Error(`A read was answered ${statusCode}.`);
  };
  return { creates: await measure(server, count, create), reads: await measure(server, count, read) };
};

const brokerWork = async (server: Process, sender: ServiceBusSender, receiver: ServiceBusReceiver, count: number) => {
  const send = (n: number) =>
    sender.sendMessages({ body: { orderId: `order-${n}` }, messageId: `m-${n}`, contentType: 'application/json' });
  const sends = await measure(server, count, send);
  let left = count;
  const receive = async () => {
    while (left > 0) {
      const messages = await receiver.receiveMessages(Math.min(AT_ONCE, left), { maxWaitTimeInMs: 5_000 });
      if (messages.length === 0) throw new Error(`${left} messages did not come.`);
      left -= messages.length;
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    }
  };
  const [before, cpu, started] = [await server.usage(), process.cpuUsage(), performance.now()];
  await receive();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const serverMs = ((await server.usage()).cpuMs - before.cpuMs) / count;
  return { sends, receives: { perSecond: count / seconds, serverMs, clientMs: (user + system) / 1000 / count } };
};

const row = (what: string, { perSecond, serverMs, clientMs }: Measured) => [
  what,
  perSecond.toFixed(0),
  serverMs.toFixed(2),
  clientMs.toFixed(2),
];

/** The throughput of the stand-ins, driven by the same clients as in the app. */
export const local: Benchmark = {
  about: 'throughput of local/cosmos and local/service-bus, without the app',
  async run({ quick, progress }) {
    const count = quick ? 300 : 5_000;
    const services = await startServices();
    const { Cosmos: cosmosString = '', ServiceBus: busString = '' } = services.settings;
    const cosmos = await cosmosClient({ connectionString: cosmosString });
    const bus = (await serviceBusClient({ connectionString: busString })).current();
    try {
      const container = cosmos.database('hearth').container('orders');
      const [sender, receiver] = [bus.createSender(QUEUE), bus.createReceiver(QUEUE)];
      progress('warming up');
      await cosmosWork(services.cosmos, container, count / 5);
      progress('local/cosmos');
      const { creates, reads } = await cosmosWork(services.cosmos, container, count);
      progress('local/service-bus');
      const { sends, receives } = await brokerWork(services.broker, sender, receiver, count);
      return {
        tables: [
          {
            title: 'The stand-ins by themselves',
            head: ['', 'per second', 'CPU ms of it', 'CPU ms of the client'],
            rows: [
              row('local/cosmos: creates of an order', creates),
              row('local/cosmos: point reads of an order', reads),
              row('local/service-bus: sends', sends),
              row('local/service-bus: receives and completes', receives),
            ],
          },
        ],
        goals: [],
        notes: [
          `${count} each, ${AT_ONCE} at once, over one client of the SDK; the client is as much a limit as the stand-in.`,
        ],
      };
    } finally {
      await bus.close();
      cosmos.dispose();
      await services.stop();
    }
  },
};
