import type { AskPart } from '../ask-part.ts';
import { type Product, page, product, type StockLevel } from '../shapes.ts';
import type { StockReader } from './stock-reader.ts';

const MAX_PRODUCTS = 100;
const AT_ONCE = 6;

const productPage = page(product);

type Row = { product: Product; stock: StockLevel | undefined };

/** Reads the first one alone. If that fails, the reader rests, and the others are not read. */
const readRows = async (products: readonly Product[], stock: StockReader, signal: AbortSignal): Promise<Row[]> => {
  const rows: Row[] = [];
  while (rows.length < products.length) {
    const some = products.slice(rows.length, rows.length === 0 ? 1 : rows.length + AT_ONCE);
    const levels = await Promise.all(some.map(({ id }) => stock.read(id, signal)));
    rows.push(...some.map((each, index) => ({ product: each, stock: levels[index] })));
  }
  return rows;
};

/** Products with their stock. `stockProblem`: why it is not known. */
export const readProducts = (ask: AskPart, stock: StockReader) => async (signal: AbortSignal) => {
  const { items, nextCursor } = productPage.parse(await ask.api(`/products?limit=${MAX_PRODUCTS}`, signal));
  await stock.prepare(signal);
  const rows = await readRows(items, stock, signal);
  return { rows, hasMore: nextCursor !== undefined, stockProblem: stock.problem() };
};

/** One product, even if it is not for sale. Rejects if there is none. */
export const readProduct = (ask: AskPart, stock: StockReader, id: string) => async (signal: AbortSignal) => {
  const found = product.parse(await ask.api(`/products/${encodeURIComponent(id)}`, signal));
  await stock.prepare(signal);
  const level = await stock.read(id, signal);
  return { product: found, stock: level, stockProblem: stock.problem() };
};

export type Products = Awaited<ReturnType<ReturnType<typeof readProducts>>>;
export type OneProduct = Awaited<ReturnType<ReturnType<typeof readProduct>>>;
