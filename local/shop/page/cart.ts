/** Quantities by product. The key is for exactly this content: sent again, it is the same order. */
export type Cart = { key: string; quantities: Record<string, number> };

const STORE = 'hearth-cart';

const createCart = (quantities: Cart['quantities']): Cart => ({ key: crypto.randomUUID(), quantities });

export const readCart = (): Cart => {
  const stored = localStorage.getItem(STORE);
  return stored === null ? createCart({}) : JSON.parse(stored);
};

export const keepCart = (cart: Cart): void => localStorage.setItem(STORE, JSON.stringify(cart));

/** 0 removes the product. */
export const withQuantity = ({ quantities }: Cart, id: string, quantity: number): Cart => {
  const { [id]: _, ...others } = quantities;
  return createCart(quantity > 0 ? { ...others, [id]: Math.min(quantity, 99) } : others);
};
