import { setTimeout as pause } from 'node:timers/promises';
import { requestToken } from '../../../cli/client/tokens.ts';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { toProductId } from '../../support/ids.ts';
import { type App, type Host, startHost, type Work } from './start-host.ts';
import { type Services, startServices } from './start-services.ts';

export const PRODUCTS = ['thing-1', 'thing-2', 'thing-3', 'thing-4', 'thing-5'] as const;
const UNITS = 10_000_000;

const putCatalogue = async (connectionString: string): Promise<void> => {
  const client = await cosmosClient({ connectionString });
  const database = client.database('hearth');
  const at = '2026-01-01T00:00:00.000Z';
  for (const id of PRODUCTS) {
    await cosmosProducts(database.container('products')).create({
      id: toProductId(id),
      name: id,
      price: { amount: 1250, currency: 'EUR' },
      active: true,
      availability: 'in_stock',
      images: [],
      createdAt: at,
      updatedAt: at,
    });
    const level = { received: UNITS, shipped: 0, available: UNITS, held: 0 };
    await cosmosStock(database.container('stock')).createLevel(toProductId(id), level);
  }
  client.dispose();
};

export type Shop = Services & {
  host: Host;
  /** The times when each order placed since `from` (ISO 8601) was placed and, if so, confirmed. */
  orders(from: string): Promise<{ placedAt: string; confirmedAt?: string }[]>;
  /** Resolves once every order placed since `from` is confirmed. Rejects after `limitMs`. */
  settled(from: string, limitMs: number): Promise<void>;
  /** Tokens of `count` customers. */
  tokens(count: number): Promise<readonly string[]>;
};

/** An app with its own services and products to sell. Every part is a process. `env`: settings. */
export const startShop = async (app: App, work: Work, env: Readonly<Record<string, string>> = {}): Promise<Shop> => {
  const services = await startServices();
  try {
    const { Cosmos: connectionString = '' } = services.settings;
    await putCatalogue(connectionString);
    const host = await startHost(app, { ...services.settings, ...env }, work);
    const client = await cosmosClient({ connectionString });
    const container = client.database('hearth').container('orders');
    const ask = async <T>(query: string, from: string): Promise<T[]> =>
      (await container.items.query<T>({ query, parameters: [{ name: '@from', value: from }] }).fetchAll()).resources;

    return {
      ...services,
      host,
      orders: (from) => ask('SELECT c.placedAt, c.confirmedAt FROM c WHERE c.sortKey >= @from', from),
      async settled(from, limitMs) {
        const end = Date.now() + limitMs;
        for (;;) {
          const [open = 0] = await ask<number>(
            "SELECT VALUE COUNT(1) FROM c WHERE c.status = 'placed' AND c.sortKey >= @from",
            from,
          );
          if (open === 0) return;
          if (Date.now() > end) throw new Error(`${open} orders are still open after ${limitMs} ms.`);
          await pause(200);
        }
      },
      tokens: (count) =>
        Promise.all(
          Array.from({ length: count }, (_, n) =>
            requestToken({ issuer: services.issuer, sub: `customer-${n}`, roles: [], ttl: 3600 }),
          ),
        ),
      async stop() {
        client.dispose();
        await host.stop();
        await services.stop();
      },
    };
  } catch (error) {
    await services.stop();
    throw error;
  }
};
