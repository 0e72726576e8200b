import { DomainError } from '../../domain/errors.ts';
import { imageEtag, type ProductImage } from '../../domain/image.ts';
import { findImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';
import type { Principal } from '../ports/tokens.ts';
import type { Versioned } from '../ports/versioned.ts';
import { getProduct } from '../products/get-product.ts';

type Deps = Pick<Capabilities, 'products'>;

/** Visible to everybody who may see its product. */
export const getImage = (deps: Deps) => {
  const readProduct = getProduct(deps);

  return async ({ productId, imageId }: ImageKey, principal?: Principal): Promise<Versioned<ProductImage>> => {
    const { value } = await readProduct(productId, principal);
    const image = findImage(value, imageId);
    if (!image) throw new DomainError('not_found', 'There is no such image.');
    return { value: image, etag: imageEtag(image) };
  };
};
