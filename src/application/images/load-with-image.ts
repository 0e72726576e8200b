import type { ProductImage } from '../../domain/image.ts';
import { findImage, type Product } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'products'>;

/**
 * An image and its product. Undefined only if a read that cannot be stale does not show it either,
 * so blobs may then be removed.
 */
export const loadWithImage =
  ({ products }: Deps) =>
  async ({
    productId,
    imageId,
  }: ImageKey): Promise<{ stored: Versioned<Product>; image: ProductImage } | undefined> => {
    for (const read of [products.get, products.getLatest]) {
      const stored = await read(productId);
      const image = findImage(stored?.value, imageId);
      if (stored && image) return { stored, image };
    }
    return undefined;
  };
