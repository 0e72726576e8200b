import type { Money } from './money.ts';
import type { Availability } from './stock.ts';

export type ProductImage = {
  id: string;
  status: 'awaiting_upload' | 'ready' | 'rejected';
  reason?: string;
  width?: number;
  height?: number;
  placeholder?: string;
  variants: readonly { width: number; height: number; format: string; bytes: number; url: string }[];
};

/** What an admin decides about a product. */
export type ProductDetails = {
  name: string;
  description?: string;
  category?: string;
  price: Money;
  active: boolean;
};

export type Product = ProductDetails & {
  id: string;
  /** A stored band, patched only when it changes, so that lists and ETags stay cheap. */
  availability: Availability;
  images: readonly ProductImage[];
  createdAt: string;
  updatedAt: string;
};

export const PRODUCT_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** A PUT replaces the details and never touches images, availability or the day of birth. */
export const withDetails = (product: Product, details: ProductDetails, now: string): Product => {
  const { id, availability, images, createdAt } = product;
  return { ...details, id, availability, images, createdAt, updatedAt: now };
};
