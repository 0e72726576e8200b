import type { Order } from '../domain/order.ts';
import type { Origin } from '../domain/origin.ts';
import type { Product } from '../domain/product.ts';
import type { Audit } from './ports/audit.ts';
import type { Bookmarks } from './ports/bookmarks.ts';
import type { Changes } from './ports/changes.ts';
import type { Clock } from './ports/clock.ts';
import type { DeadLetters, PoisonUploads } from './ports/dead-letters.ts';
import type { Deliveries } from './ports/deliveries.ts';
import type { DeliveryQueue } from './ports/delivery-queue.ts';
import type { Dependency } from './ports/dependency.ts';
import type { EventTopic } from './ports/event-topic.ts';
import type { Events } from './ports/events.ts';
import type { Images, RenderImage } from './ports/images.ts';
import type { JobRuns } from './ports/job-runs.ts';
import type { OrderQueue } from './ports/order-queue.ts';
import type { Orders } from './ports/orders.ts';
import type { Products } from './ports/products.ts';
import type { RenderCsv, Reports } from './ports/reports.ts';
import type { Stock } from './ports/stock.ts';
import type { Log, Telemetry } from './ports/telemetry.ts';
import type { Principal } from './ports/tokens.ts';
import type { WebhookClient } from './ports/webhook-client.ts';
import type { WebhookEndpoints } from './ports/webhook-endpoints.ts';

/** Waits before an attempt is repeated. `maxAttempts` includes the first attempt. */
export type BackOff = { maxAttempts: number; baseMs: number; capMs: number };

/** All that use cases may ask for. Each says at its top what it picks. */
export type Capabilities = {
  orders: Orders;
  products: Products;
  stock: Stock;
  images: Images;
  reports: Reports;
  bookmarks: Bookmarks;
  jobRuns: JobRuns;
  orderQueue: OrderQueue;
  deadLetters: DeadLetters;
  poisonUploads: PoisonUploads;
  renderImage: RenderImage;
  orderChanges: Changes<Order>;
  productChanges: Changes<Product>;
  events: Events;
  eventTopic: EventTopic;
  webhookEndpoints: WebhookEndpoints;
  deliveries: Deliveries;
  deliveryQueue: DeliveryQueue;
  webhookClient: WebhookClient;
  /** Whether endpoints on this machine are allowed. Only for a laptop. */
  allowLoopback: boolean;
  audit: Audit;
  renderCsv: RenderCsv;
  dependencies: readonly Dependency[];
  log: Log;
  telemetry: Telemetry;
  clock: Clock;
  /** Who makes the request that is being served; undefined if nobody has been identified. */
  findCaller: () => Principal | undefined;
  /** The request that is being served. */
  findRequestId: () => string | undefined;
  /** The request and trace of the current invocation; undefined if there are none. */
  findOrigin: () => Origin | undefined;
  pause: (milliseconds: number) => Promise<void>;
  /** A number from 0 up to, but not including, 1. */
  random: () => number;
  randomId: () => string;
  /** Random bytes that nobody can guess. */
  entropy: (bytes: number) => Uint8Array;
  backOff: BackOff;
  /** The number of available units at or below which a product is `low`. */
  lowStock: number;
};
