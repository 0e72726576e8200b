import pMap from 'p-map';
import type { ReplayClient } from './replay-client.ts';
import { type ReplayFile, type ReplayProduct, sumDemand } from './replay-file.ts';

export type StockMode = 'file' | 'enough';
export type Catalogue = { created: number; existing: number; received: ReadonlyMap<string, number> };

/**
 * The units that each product starts with: as in the file or, with `enough`, what all orders need.
 */
const planStock = ({ products, orders }: ReplayFile, mode: StockMode): ReadonlyMap<string, number> => {
  const demand = mode === 'enough' ? sumDemand(orders) : new Map<string, number>();
  return new Map(products.map(({ id, unitsInStock }) => [id, Math.max(unitsInStock, demand.get(id) ?? 0)]));
};

/** Entity tag of a stock level that was never set. */
const NEVER_SET = '"0"';

type PutCatalogueDeps = {
  client: ReplayClient;
  concurrency: number;
  mode: StockMode;
  onProduct: () => void;
};

/**
 * Creates the products and sets their stock. A product that exists keeps its stock, unless it was
 * never set (an earlier run died in between). `received`: units on record of the products that this
 * run set.
 */
export const putCatalogue = async (file: ReplayFile, deps: PutCatalogueDeps): Promise<Catalogue> => {
  const { client, concurrency, mode, onProduct } = deps;
  const units = planStock(file, mode);
  const received = new Map<string, number>();
  let created = 0;

  const put = async (product: ReplayProduct): Promise<void> => {
    const isNew = (await client.putProduct(product)) === 'created';
    if (isNew) created += 1;
    const set = await client.setStock(product.id, units.get(product.id) ?? 0, isNew ? undefined : NEVER_SET);
    if (set) received.set(product.id, set.received);
    onProduct();
  };

  await pMap(file.products, put, { concurrency });
  return { created, existing: file.products.length - created, received };
};
