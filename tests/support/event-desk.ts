import { reconcileEvents } from '../../src/application/events/reconcile-events.ts';
import { recordOrderEvents } from '../../src/application/events/record-order-events.ts';
import { recordProductEvents } from '../../src/application/events/record-product-events.ts';
import { relayEvents } from '../../src/application/events/relay-events.ts';
import type { EventTopic } from '../../src/application/ports/event-topic.ts';
import type { Events } from '../../src/application/ports/events.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Product } from '../../src/domain/product.ts';
import { inMemoryBookmarks } from './in-memory/in-memory-bookmarks.ts';
import { inMemoryChanges } from './in-memory/in-memory-changes.ts';
import { inMemoryEventTopic } from './in-memory/in-memory-event-topic.ts';
import { inMemoryEvents } from './in-memory/in-memory-events.ts';
import { recordingLog } from './in-memory/recording-log.ts';
import { settableClock } from './in-memory/settable-clock.ts';
import { untraced } from './untraced.ts';

type Ports = { events: Events; eventTopic: EventTopic };

/** What records and relays events, over in-memory ports. `wrap` may delay, fail or age calls. */
export const openEventDesk = ({ wrap = (ports) => ports }: { wrap?: (ports: Ports) => Ports } = {}) => {
  const clock = settableClock();
  const log = recordingLog();
  const fakes = {
    events: inMemoryEvents({ clock }),
    eventTopic: inMemoryEventTopic(),
    orderChanges: inMemoryChanges<Order>(),
    productChanges: inMemoryChanges<Product>(),
    bookmarks: inMemoryBookmarks(),
  };
  const pause = async (): Promise<void> => {};
  const deps = { ...fakes, ...wrap(fakes), ...untraced, clock, pause, log };
  const now = (): string => clock().toISOString();

  return {
    ...fakes,
    clock,
    log,
    recordOrders: recordOrderEvents(deps),
    recordProducts: recordProductEvents(deps),
    relay: relayEvents(deps),
    reconcile: reconcileEvents(deps),
    /** Stores an order that changed just now, and returns it as the feed hands it over. */
    changeOrder: (order: Order) => fakes.orderChanges.change(order, now()),
    changeProduct: (product: Product) => fakes.productChanges.change(product, now()),
    typesPublished: () => fakes.eventTopic.published().map(({ type }) => type),
  };
};
