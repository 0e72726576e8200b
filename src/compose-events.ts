import type { Database } from '@azure/cosmos';
import type { Tracing } from './adapters/service-bus/message-sender.ts';
import type { ServiceBus } from './adapters/service-bus/self-renewing-client.ts';
import type { Capabilities } from './application/capabilities.ts';
import { type Lazily, lazy } from './lazy.ts';
import { loadedUseCase } from './use-case.ts';

/** None of this is on the path of an order, so its code is loaded on the first call. */
const load = {
  recordOrderEvents: async () => (await import('./application/events/record-order-events.ts')).recordOrderEvents,
  recordProductEvents: async () => (await import('./application/events/record-product-events.ts')).recordProductEvents,
  relayEvents: async () => (await import('./application/events/relay-events.ts')).relayEvents,
  reconcileEvents: async () => (await import('./application/events/reconcile-events.ts')).reconcileEvents,
  listEvents: async () => (await import('./application/events/list-events.ts')).listEvents,
  getEvent: async () => (await import('./application/events/get-event.ts')).getEvent,
};

type Services = Lazily<{ database: Database; serviceBus: ServiceBus } & Pick<Capabilities, 'events' | 'bookmarks'>>;

const createAdapters = ({ database, serviceBus }: Services, tracing: Tracing) => ({
  orderChanges: lazy(async () => {
    const { cosmosChanges } = await import('./adapters/cosmos/cosmos-changes.ts');
    const { orderReader } = await import('./adapters/cosmos/order-reader.ts');
    return cosmosChanges((await database()).container('orders'), orderReader);
  }),
  productChanges: lazy(async () => {
    const { cosmosChanges } = await import('./adapters/cosmos/cosmos-changes.ts');
    const { productReader } = await import('./adapters/cosmos/product-reader.ts');
    return cosmosChanges((await database()).container('products'), productReader);
  }),
  eventTopic: lazy(async () => {
    const { serviceBusEventTopic } = await import('./adapters/service-bus/service-bus-event-topic.ts');
    return serviceBusEventTopic((await serviceBus()).createSender('events'), tracing);
  }),
});

type Basics = Pick<Capabilities, 'clock' | 'pause' | 'log' | 'telemetry' | 'findOrigin'>;

/** The use cases of events. Each waits only for the adapters that it gets. */
export const composeEvents = (services: Services, basics: Basics) => {
  const adapters = createAdapters(services, basics);
  const reads = async () => ({ ...basics, events: await services.events() });
  const publishing = async () => ({ ...(await reads()), eventTopic: await adapters.eventTopic() });
  const orderRecording = async () => ({ ...(await publishing()), orderChanges: await adapters.orderChanges() });
  const productRecording = async () => ({ ...(await publishing()), productChanges: await adapters.productChanges() });
  const reconciliation = async () => ({
    ...(await orderRecording()),
    ...(await productRecording()),
    bookmarks: await services.bookmarks(),
  });

  return {
    recordOrderEvents: loadedUseCase(load.recordOrderEvents, orderRecording),
    recordProductEvents: loadedUseCase(load.recordProductEvents, productRecording),
    relayEvents: loadedUseCase(load.relayEvents, publishing),
    reconcileEvents: loadedUseCase(load.reconcileEvents, reconciliation),
    listEvents: loadedUseCase(load.listEvents, reads),
    getEvent: loadedUseCase(load.getEvent, reads),
  };
};
