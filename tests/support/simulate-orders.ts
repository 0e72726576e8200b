/** A shop file as on disk. */
export type ShopFile = {
  products: { number: number; unitsInStock: number }[];
  orders: { number: number; lines: { productNumber: number; quantity: number }[] }[];
};

/**
 * The right result if orders are processed one by one: each takes all it asks for, or nothing.
 * Shares no code with the product. Returns the numbers of the confirmed orders and the units left.
 */
export const simulateOrders = ({ products, orders }: ShopFile) => {
  const left = new Map<number, number>();
  for (const { number, unitsInStock } of products) left.set(number, unitsInStock);
  const confirmed = new Set<number>();
  for (const { number, lines } of orders) {
    const taken = new Map(left);
    let short = false;
    for (const { productNumber, quantity } of lines) {
      const rest = (taken.get(productNumber) ?? 0) - quantity;
      if (rest < 0) short = true;
      taken.set(productNumber, rest);
    }
    if (short) continue;
    confirmed.add(number);
    for (const [product, rest] of taken) left.set(product, rest);
  }
  return { confirmed, left };
};
