import { effect, signal } from '@preact/signals';

/** In a real shop, customers sign in. */
export const customers = [
  { id: 'alice', address: { recipient: 'Alice Example', line1: '1 High Street', city: 'Berlin', country: 'DE' } },
  { id: 'bob', address: { recipient: 'Bob Sample', line1: '22 Mill Lane', city: 'Bristol', country: 'GB' } },
  { id: 'chloe', address: { recipient: 'Chloé Modèle', line1: '3 rue du Four', city: 'Lyon', country: 'FR' } },
] as const;

/** Quantities by product. The key is for this content only: sent again, it is the same order. */
const createCart = (quantities: Record<string, number>) => ({ key: crypto.randomUUID(), quantities });

/** A signal whose value survives a reload. */
const stored = <T>(name: string, initial: T) => {
  const state = signal<T>(JSON.parse(localStorage.getItem(name) ?? 'null') ?? initial);
  effect(() => localStorage.setItem(name, JSON.stringify(state.value)));
  return state;
};

export const cart = stored('hearth-cart', createCart({}));
export const customer = stored<(typeof customers)[number]>('hearth-shopper', customers[0]);
export const hash = signal(location.hash);

addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** 0 removes the product. */
export const setQuantity = (id: string, quantity: number): void => {
  const changed = Object.entries({ ...cart.value.quantities, [id]: Math.min(quantity, 99) });
  cart.value = createCart(Object.fromEntries(changed.filter(([, units]) => units > 0)));
};

export const addToCart = (id: string): void => setQuantity(id, (cart.value.quantities[id] ?? 0) + 1);
