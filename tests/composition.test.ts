import { cosmosClient } from '../src/adapters/cosmos/cosmos-client.ts';
import { cosmosProducts } from '../src/adapters/cosmos/cosmos-products.ts';
import { compose } from '../src/composition.ts';
import { readConfig } from '../src/config.ts';
import type { ProductId } from '../src/domain/product.ts';
import { runningInvocation } from '../src/functions/invocation.ts';
import { sampleProduct } from './contracts/sample-data.ts';
import { portIn, startCountingProxy, through } from './support/counting-proxy.ts';
import { toCustomerId, toProductId } from './support/ids.ts';
import { recordingLog } from './support/in-memory/recording-log.ts';
import { startServices } from './support/start-services.ts';

const sampleOrder = {
  customerId: toCustomerId('alice'),
  items: [{ productId: toProductId('mug'), quantity: 1 }],
  shippingAddress: { recipient: 'Ada', line1: '1 Main St', city: 'Berlin', country: 'DE' },
  idempotencyKey: 'k',
};

/** An app in this process, with a delay to its services and a count of its connections. */
const startApp = async () => {
  const services = await startServices();
  const cosmos = await startCountingProxy(portIn(services.cosmos.connectionString));
  const bus = await startCountingProxy(portIn(services.serviceBus.connectionString));
  const config = readConfig({
    ...services.settings,
    Cosmos: through(cosmos, services.cosmos.connectionString),
    ServiceBus: through(bus, services.serviceBus.connectionString),
  });
  const operations: string[] = [];
  const log = recordingLog();
  const hearth = compose(config, {
    ...runningInvocation,
    log,
    meter: ({ operation }) => operations.push(operation),
  });
  return {
    hearth,
    log,
    operations,
    /** Writes around the app. */
    putProduct: async (id: ProductId) => {
      const client = await cosmosClient({ connectionString: services.cosmos.connectionString });
      await cosmosProducts(client.database('hearth').container('products')).create(sampleProduct(id));
      client.dispose();
    },
    token: () => services.token('alice'),
    connections: () => ({ cosmos: cosmos.counts().opened, bus: bus.counts().opened }),
    close: async () => {
      await Promise.all([cosmos.close(), bus.close()]);
      await services.close();
    },
  };
};

test('after the warm-up the first order finds everything there: it asks for its documents and nothing else', async () => {
  const app = await startApp();
  try {
    const token = await app.token();
    const { operations } = app;
    const { useCases, verifyToken, preparations } = app.hearth;
    await app.putProduct(toProductId('mug'));
    // As in the app's warm-up, which loads the code of the first requests and starts to fetch what
    // they need.
    await Promise.all([useCases.placeOrder.prepare(), ...preparations.map(({ prepare }) => prepare())]);
    const before = app.connections();
    operations.length = 0;
    await verifyToken(token);
    await useCases.placeOrder(sampleOrder);
    expect(operations).toEqual(['orders.read', 'products.read', 'orders.create']);
    expect(app.connections()).toEqual(before);
    expect(app.log.troubles()).toEqual([]);
  } finally {
    await app.close();
  }
});
