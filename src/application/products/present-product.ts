import type { ProductImage } from '../../domain/image.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import { BASE_PATH } from '../base-path.ts';

export const presentImage = (productId: ProductId, { addedAt: _a, ...image }: ProductImage) => ({
  ...image,
  variants: image.variants.map(({ name, ...variant }) => ({
    ...variant,
    url: `${BASE_PATH}/images/${productId}/${image.id}/${name}`,
  })),
});

export const presentProduct = (product: Product) => ({
  ...product,
  images: product.images.map((image) => presentImage(product.id, image)),
});
