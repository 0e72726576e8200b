import type { RejectionReason, VariantFormat, VariantWidth } from '../domain/image.ts';
import type { Due, Order, OrderLine, OrderStatus } from '../domain/order.ts';
import type { Product } from '../domain/product.ts';
import type { SalesEvent, SalesReport } from '../domain/sales-report.ts';
import type { Availability, Reservation, StockLevel } from '../domain/stock.ts';

/**
 * What stands outside the process. Every method may reject with `Unavailable` when the service throttles, is down or
 * does not answer in time; whether the effect took place is then unknown, and every effect here is safe to repeat.
 */

/** A value as it stood at `etag`: a strong entity tag, quotes included. */
export type Versioned<T> = { value: T; etag: string };

/** A write's outcome also carries the session token that lets another process read what was written. */
export type Written<T> = Versioned<T> & { session?: string };

export type OrderPageQuery = {
  status?: OrderStatus;
  limit: number;
  /** Only orders whose sort key is smaller: the last one of the page before. */
  before?: string;
};

export type AdminPageQuery = OrderPageQuery & { due?: Due; attention?: boolean };

/** A moment of `dueSince`: after `after`, up to and including `until` (ISO 8601 UTC). */
export type DueWindow = { after: string; until: string };

export type DueOrder = { id: string; status: OrderStatus; dueSince: string };

/** Of a confirmed order, what its reservations must match. */
export type ConfirmedOrder = { id: string; items: readonly Pick<OrderLine, 'productId' | 'quantity'>[] };

export type Orders = {
  /** Creates the order, or resolves to 'exists' where its id is taken, changing nothing. */
  create(order: Order): Promise<Written<Order> | 'exists'>;
  /** A point read. With `session`, sees at least what the write of that token wrote. */
  get(id: string, options?: { session?: string }): Promise<Versioned<Order> | undefined>;
  /** Compare-and-set: writes only over the version of `etag`; 'stale' where the order has moved on, or is gone. */
  replace(order: Order, etag: string): Promise<Written<Order> | 'stale'>;
  /** One customer's orders, newest first, at most `limit`; the cost depends on the page alone. */
  listByCustomer(customerId: string, query: OrderPageQuery): Promise<readonly Order[]>;
  /** Orders of all customers, newest first, at most `limit`. */
  listAll(query: AdminPageQuery): Promise<readonly Order[]>;
  /** Orders that owe something since a moment in one of the windows and ask for no attention; paged inside. */
  listDue(windows: readonly DueWindow[]): AsyncIterable<DueOrder>;
  /** Orders of all customers that are confirmed and not shipped, in no order; paged inside. No snapshot: what changes meanwhile may be missed. */
  listConfirmed(): AsyncIterable<ConfirmedOrder>;
  /** When the first order of all was placed; undefined where there is none. */
  earliest(): Promise<string | undefined>;
  /**
   * The orders that came to `status` on a UTC day (YYYY-MM-DD), each once, in no order, whatever became of them since; paged inside, so
   * that no more than a page is held.
   */
  listEvents(status: OrderStatus, day: string): AsyncIterable<SalesEvent>;
};

export type ProductPageQuery = {
  category?: string;
  limit: number;
  /** Only products whose id is greater: the last one of the page before. */
  after?: string;
};

export type Products = {
  get(id: string): Promise<Versioned<Product> | undefined>;
  /** Creates the product, or resolves to 'exists', changing nothing. */
  create(product: Product): Promise<Versioned<Product> | 'exists'>;
  /** Compare-and-set, as `Orders.replace`. */
  replace(product: Product, etag: string): Promise<Versioned<Product> | 'stale'>;
  /** Deletes only the version of `etag`. Resolves to 'stale' where the product has moved on or is gone. */
  remove(id: string, etag: string): Promise<'removed' | 'stale'>;
  /** Sets the stored band and nothing else; a product that is gone is left alone. */
  setAvailability(id: string, availability: Availability): Promise<void>;
  /** Active products in id order, at most `limit`. */
  list(query: ProductPageQuery): Promise<readonly Product[]>;
  /** The stored band of every product, sold or not, in no order; paged inside, no snapshot. */
  listAvailability(): AsyncIterable<{ id: string; availability: Availability }>;
  /** Images of all products that were added before `before` (ISO 8601 UTC) and still await their upload; paged inside. */
  listAwaiting(before: string): AsyncIterable<ImageKey>;
};

/** Units available before and after a change; undefined where the call found its work done already. */
export type StockChange = { before: number; after: number } | undefined;

/** `only`: at which version of the level, where the caller named one; 'absent': only where there is no level yet. */
export type StockAdjustment = { delta: number; idempotencyKey: string; only?: { etag: string } | 'absent' };

/** A reservation in the state `held`. */
export type HeldReservation = { productId: string; orderId: string; quantity: number };

export type Stock = {
  /** The level of a product; undefined where stock was never set. */
  level(productId: string): Promise<Versioned<StockLevel> | undefined>;
  /** Creates the level, or resolves to 'exists', changing nothing. */
  createLevel(productId: string, level: StockLevel): Promise<Versioned<StockLevel> | 'exists'>;
  /** Compare-and-set, as `Orders.replace`. */
  replaceLevel(productId: string, level: StockLevel, etag: string): Promise<Versioned<StockLevel> | 'stale'>;
  /**
   * Adds `delta` units (negative: takes them off) to received and available, once per idempotency key: the key's marker and the
   * level change in one batch. 'short': fewer than that are available. 'reused': the key came with another delta. 'replayed': done
   * before, whatever `only` says. 'stale': the level is not as `only` wants it. Creates the level where there is none. Markers are kept for 30 days.
   */
  adjust(
    productId: string,
    adjustment: StockAdjustment,
  ): Promise<{ outcome: 'adjusted' | 'replayed' | 'short' | 'reused' | 'stale'; change: StockChange }>;
  /**
   * Holds units for an order, atomically and once per order and product: a repeated call is 'held' and changes nothing, also when
   * the reservation was released or settled since (then the order has moved on, and writing its outcome will fail).
   */
  reserve(
    productId: string,
    orderId: string,
    quantity: number,
  ): Promise<{ outcome: 'held' | 'short'; change: StockChange }>;
  /**
   * Gives back what the order holds, atomically and once. Leaves a tombstone for 7 days in any case, also where nothing was
   * held, so that a late `reserve` for the same order holds nothing.
   */
  release(productId: string, orderId: string, quantity: number): Promise<StockChange>;
  /** Turns held units into shipped ones, atomically and once; leaves a tombstone for 7 days. Availability does not change. */
  settle(productId: string, orderId: string, quantity: number): Promise<void>;
  /** A point read; undefined where there never was one, or its tombstone has expired. */
  reservation(productId: string, orderId: string): Promise<Reservation | undefined>;
  /** What is held, of one product or of all, in no order; paged inside, no snapshot. The cost depends on what is held alone. */
  listHeld(productId?: string): AsyncIterable<HeldReservation>;
  /** The level of every product that has one, in no order; paged inside, no snapshot. */
  listLevels(): AsyncIterable<Versioned<StockLevel> & { productId: string }>;
};

export type OrderMessage = {
  orderId: string;
  /** Only saves work: the broker drops what it has seen within its window. Correctness never depends on it. */
  messageId: string;
  /** Shared by all copies of one message; names the chain of attempts. */
  rootId: string;
  /** 0 for the first try. */
  attempt: number;
  session?: string;
};

export type OrderQueue = {
  /** Resolves once the broker has taken every message; none, some or all may have been taken when it rejects. */
  send(messages: readonly OrderMessage[], options?: { signal?: AbortSignal }): Promise<void>;
  /** Hands the message to the broker now, to be delivered at `at`. */
  schedule(message: OrderMessage, at: Date): Promise<void>;
};

/** An order message that the broker gave up on, or what was sent in place of one. */
export type DeadLetter = {
  /** Decimal digits: the number may exceed 2^53. */
  sequenceNumber: string;
  messageId?: string;
  /** Why it is here, in the broker's own words. */
  reason?: string;
  description?: string;
  /** Every look for a message adds 1 to those that it had to lock on its way. */
  deliveryCount: number;
  /** When the message was sent, not when it died (ISO 8601 UTC). */
  enqueuedAt: string;
  /** A JSON value; text where it was none. */
  body: unknown;
  attempt?: number;
  session?: string;
};

/** 'gone': there is no such message (any more). 'busy': somebody else holds it, or it lies behind too many others to get at. */
export type Settled = 'settled' | 'gone' | 'busy';

export type DeadLetters = {
  /** In the order of their numbers, at most `limit`, also those that somebody holds; `after`: the number of the last one of the page before. */
  list(query: { limit: number; after?: string }): Promise<readonly DeadLetter[]>;
  /**
   * Locks one message, runs `work` and removes the message for good. It stays where `work` rejects, or this process dies: then `work` may
   * run again for it. The broker cannot fetch by number: what lies before it is locked on the way and given back.
   */
  settle(sequenceNumber: string, work: (letter: DeadLetter) => Promise<void>): Promise<Settled>;
  /**
   * Locks what was dead when the call began, a batch after the other, each message at most once, and removes those of a batch whose numbers
   * `work` resolves to; the others stay. Starts no batch after `withinMs`. `remaining`: not all of it was met, or not all could be removed.
   * `settled` is told, batch by batch, how many are gone: fewer than named where locks ended on the way, since a batch is locked for 30 s
   * and no longer, `work` included. What it was told stands, also where the call rejects afterwards.
   */
  settleAll(
    options: { withinMs: number; settled?: (count: number) => void },
    work: (batch: readonly DeadLetter[]) => Promise<ReadonlySet<string>>,
  ): Promise<{ remaining: boolean }>;
};

/** A message of the host: the function threw at an upload again and again. */
export type PoisonUpload = {
  id: string;
  enqueuedAt: string;
  /** How often the message itself was taken; not how often the upload was tried. */
  deliveryCount: number;
  /** As `DeadLetter.body`. */
  body: unknown;
  /** Absent where the message names no upload of ours. */
  image?: ImageKey;
};

export type PoisonUploads = {
  /** The first 32 that nobody holds, oldest first: a storage queue shows no more. */
  list(): Promise<readonly PoisonUpload[]>;
  /** As `DeadLetters.settle`. */
  settle(id: string, work: (upload: PoisonUpload) => Promise<void>): Promise<Settled>;
};

/** Names one upload: the blob `{productId}/{imageId}`. */
export type ImageKey = { productId: string; imageId: string };

/** `name` is the width asked for; `width` and `height` are the pixels there are. */
export type RenderedVariant = {
  name: VariantWidth;
  width: number;
  height: number;
  format: VariantFormat;
  bytes: Uint8Array;
};

/** Size of the auto-oriented original; `placeholder` is its ThumbHash in base64. */
export type RenderedImage = { width: number; height: number; placeholder: string };

/**
 * Turns an original into its variants and hands each to `write` as soon as it is encoded, so that no more than one is held. The same
 * original always gives the same bytes. Resolves to `rejected` for what is wrong with the picture, having written nothing or only
 * some of it; rejects for faults of ours.
 */
export type RenderImage = (
  original: Uint8Array,
  write: (variant: RenderedVariant) => Promise<void>,
) => Promise<RenderedImage | { rejected: RejectionReason }>;

export type VariantKey = ImageKey & { name: VariantWidth; format: VariantFormat };

export type StoredVariant = { bytes: Uint8Array; etag: string };

/** A blob as a listing shows it; `lastModified` is by the clock of Storage. */
export type Listed<K> = { key: K; etag: string; lastModified: Date };

/** `foreign` counts blobs whose names cannot be ours. Nothing else is told of them: they are left alone, whatever they hold. */
export type BlobPage<K> = { blobs: readonly Listed<K>[]; foreign: number };

export type Images = {
  /** A URL that lets its holder create this one original, and nothing else, until `expiresAt`. */
  uploadUrl(key: ImageKey, expiresAt: Date): Promise<string>;
  /** The original, cut off one byte beyond what an upload may have: so much is held, however large it is. */
  readOriginal(key: ImageKey): Promise<Uint8Array | undefined>;
  /** In bytes, read without any of them. Undefined: there is none. */
  originalSize(key: ImageKey): Promise<number | undefined>;
  /** Writes a variant over whatever is there. */
  writeVariant(key: ImageKey, variant: Pick<RenderedVariant, 'name' | 'format' | 'bytes'>): Promise<void>;
  /** The bytes of a variant and their strong entity tag, quotes included. */
  readVariant(key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<StoredVariant | undefined>;
  /** The entity tag alone: reads no bytes. */
  variantEtag(key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<string | undefined>;
  /** Writes the original again as it is, so that the trigger takes it for a new upload; atomically. 'gone': there is none. */
  renewOriginal(key: ImageKey): Promise<'renewed' | 'gone'>;
  /** Removes the original and all variants; what is gone already is fine. */
  remove(key: ImageKey): Promise<void>;
  /** All originals, page by page; those of one product come together. */
  listOriginals(): AsyncIterable<BlobPage<ImageKey>>;
  /** All variants, as `listOriginals`. */
  listVariants(): AsyncIterable<BlobPage<VariantKey>>;
  /** Removes this version of an original alone; 'stale' where it was written again since, or is gone. */
  removeOriginal(blob: Pick<Listed<ImageKey>, 'key' | 'etag'>): Promise<'removed' | 'stale'>;
  /** As `removeOriginal`. */
  removeVariant(blob: Pick<Listed<VariantKey>, 'key' | 'etag'>): Promise<'removed' | 'stale'>;
};

export type ReportFormat = 'json' | 'csv';

/** Reports of UTC days (YYYY-MM-DD). A day is done once it has its JSON, which is written last. */
export type Reports = {
  /** The days that are done. */
  listDays(): Promise<ReadonlySet<string>>;
  read(day: string, format: ReportFormat): Promise<Uint8Array | undefined>;
  /** Writes once for good, atomically: 'exists' where something is there already, which stays as it is. */
  create(day: string, format: ReportFormat, bytes: Uint8Array): Promise<'created' | 'exists'>;
};

/** The product rows of a report as CSV (RFC 4180), safe to open in a spreadsheet. The same report always gives the same text. */
export type RenderCsv = (report: SalesReport) => string;

/** Who calls: the customer is the token's subject. */
export type Principal = { customerId: string; roles: readonly string[] };

export type Tokens = {
  /** Checks a bearer token; rejects with the DomainError `unauthorized` where it is not good, `Unavailable` where keys cannot be had. */
  verify(token: string): Promise<Principal>;
};

/** A service that the app cannot work without; `check` rejects when it cannot be reached. */
export type Dependency = { name: string; check(signal: AbortSignal): Promise<void> };

/** Something that first requests would have to wait for; `prepare` does it beforehand. */
export type Preparation = { name: string; prepare(): Promise<unknown> };

/** What one request to a service cost, in the service's own units (Cosmos DB: request units), whether it succeeded or not. */
export type Charge = { operation: string; units: number };

export type Meter = (charge: Charge) => void;

export type Clock = () => Date;

export type LogFields = Record<string, string | number | boolean | undefined>;

/** Structured events. Never a token, an address, a key or a URL with a signature among the fields. */
export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
};
