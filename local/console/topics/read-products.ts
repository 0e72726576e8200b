import type { AskPart } from '../ask-part.ts';
import { page, product } from '../shapes.ts';
import { explainMissing } from './explain-missing.ts';
import type { StockReader } from './stock-reader.ts';

const MAX_PRODUCTS = 100;

const productPage = page(product);

/** Products with their stock. `stockProblem`: why it is not read at present. */
export const readProducts = (ask: AskPart, readStock: StockReader) => async (signal: AbortSignal) => {
  const { items, nextCursor } = productPage.parse(await ask.api(`/products?limit=${MAX_PRODUCTS}`, signal));
  const { stocks, problem } = await readStock(
    items.map(({ id }) => id),
    signal,
  );
  const rows = items.map((each, index) => ({ product: each, stock: stocks[index] }));
  return { rows, hasMore: nextCursor !== undefined, stockProblem: problem };
};

/** One product, even if it is not for sale. Rejects if there is none. */
export const readProduct = (ask: AskPart, readStock: StockReader, id: string) => async (signal: AbortSignal) => {
  const found = product.parse(
    await ask.api(`/products/${encodeURIComponent(id)}`, signal).catch(explainMissing('There is no such product.')),
  );
  const { stocks, problem } = await readStock([id], signal);
  return { product: found, stock: stocks[0], stockProblem: problem };
};

export type Products = Awaited<ReturnType<ReturnType<typeof readProducts>>>;
export type OneProduct = Awaited<ReturnType<ReturnType<typeof readProduct>>>;
