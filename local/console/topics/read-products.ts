import type { AskPart } from '../ask-part.ts';
import { type Product, page, product, type StockLevel, stockLevel } from '../shapes.ts';

const MAX_PRODUCTS = 100;
const AT_ONCE = 6;

const productPage = page(product);

/** Products with their stock, which is undefined if it cannot be read. */
export const readProducts = (ask: AskPart) => async (signal: AbortSignal) => {
  const { items, nextCursor } = productPage.parse(await ask.api(`/products?limit=${MAX_PRODUCTS}`, signal));
  const readStock = async (id: string) =>
    stockLevel.parse(await ask.api(`/products/${encodeURIComponent(id)}/stock`, signal));
  const rows: { product: Product; stock: StockLevel | undefined }[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const some = items.slice(start, start + AT_ONCE);
    const stocks = await Promise.all(some.map(({ id }) => readStock(id).catch(() => undefined)));
    rows.push(...some.map((each, index) => ({ product: each, stock: stocks[index] })));
  }
  return { rows, hasMore: nextCursor !== undefined };
};

export type Products = Awaited<ReturnType<ReturnType<typeof readProducts>>>;
