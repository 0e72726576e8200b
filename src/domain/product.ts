import type { Brand } from './brand.ts';
import { DomainError } from './errors.ts';
import { awaitingImage, type ImageId, isAbandoned, MAX_IMAGES, type ProductImage } from './image.ts';
import type { Money } from './money.ts';
import type { Availability } from './stock.ts';

/** The part of a product that an admin edits. */
export type ProductDetails = {
  name: string;
  description?: string;
  category?: string;
  price: Money;
  active: boolean;
};

export type Product = ProductDetails & {
  id: ProductId;
  /** A stored band, patched only when it changes, so that lists and ETags stay cheap. */
  availability: Availability;
  images: readonly ProductImage[];
  createdAt: string;
  updatedAt: string;
};

export const PRODUCT_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
export type ProductId = Brand<string, 'ProductId'>;
export const isProductId = (text: string): text is ProductId => PRODUCT_ID.test(text);

/** A PUT replaces the details. It never touches the images, the availability or `createdAt`. */
export const withDetails = (product: Product, details: ProductDetails, now: string): Product => {
  const { id, availability, images, createdAt } = product;
  return { ...details, id, availability, images, createdAt, updatedAt: now };
};

/** Abandoned uploads do not count: they only wait for the clean-up. */
const hasMaxImages = (product: Product, now: string): boolean =>
  product.images.filter((image) => !isAbandoned(image, new Date(now))).length >= MAX_IMAGES;

/** Whether an image is abandoned and others have taken all places of its product meanwhile. */
export const hasLostItsPlace = (product: Product, image: ProductImage, now: string): boolean =>
  isAbandoned(image, new Date(now)) && hasMaxImages(product, now);

/**
 * Throws `conflict` if the product already has the maximum number of images. Changes nothing if it
 * has this image: a write whose answer was lost may be repeated.
 */
export const withNewImage = (product: Product, id: ImageId, now: string): Product => {
  if (findImage(product, id)) return product;
  if (hasMaxImages(product, now)) {
    throw new DomainError('conflict', `A product has at most ${MAX_IMAGES} images. Delete one first.`);
  }
  return { ...product, images: [...product.images, awaitingImage(id, now)], updatedAt: now };
};

export const withImage = (product: Product, image: ProductImage, now: string): Product => ({
  ...product,
  images: product.images.map((present) => (present.id === image.id ? image : present)),
  updatedAt: now,
});

export const withoutImage = (product: Product, id: ImageId, now: string): Product => ({
  ...product,
  images: product.images.filter((image) => image.id !== id),
  updatedAt: now,
});

/** The product stays for staff, and for orders and stock that name it. */
export const endSale = (product: Product, now: string): Product => ({
  ...product,
  active: false,
  images: [],
  updatedAt: now,
});

export const findImage = (product: Product | undefined, id: ImageId): ProductImage | undefined =>
  product?.images.find((image) => image.id === id);
