import { DomainError } from './errors.ts';
import { isAbandoned, MAX_IMAGES, type ProductImage } from './image.ts';
import type { Money } from './money.ts';
import type { Availability } from './stock.ts';

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

/** Whether as many images count as may; those that nobody completed only wait for the clean-up. */
const isFull = (product: Product, now: string): boolean =>
  product.images.filter((image) => !isAbandoned(image, new Date(now))).length >= MAX_IMAGES;

/** Whether the image does not count any more, and others have taken its place: completing it would be one too many. */
export const hasLostItsPlace = (product: Product, image: ProductImage, now: string): boolean =>
  isAbandoned(image, new Date(now)) && isFull(product, now);

/** Throws `conflict` where the product has as many images as it may. */
export const withNewImage = (product: Product, id: string, now: string): Product => {
  if (isFull(product, now)) {
    throw new DomainError('conflict', `A product has at most ${MAX_IMAGES} images. Delete one first.`);
  }
  const image: ProductImage = { id, status: 'awaiting_upload', variants: [], addedAt: now };
  return { ...product, images: [...product.images, image], updatedAt: now };
};

/** Puts the image in the place of the one with its id. */
export const withImage = (product: Product, image: ProductImage, now: string): Product => ({
  ...product,
  images: product.images.map((present) => (present.id === image.id ? image : present)),
  updatedAt: now,
});

export const withoutImage = (product: Product, id: string, now: string): Product => ({
  ...product,
  images: product.images.filter((image) => image.id !== id),
  updatedAt: now,
});

export const imageOf = (product: Product | undefined, id: string): ProductImage | undefined =>
  product?.images.find((image) => image.id === id);
