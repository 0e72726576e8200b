import { base32 } from '../../domain/base32.ts';
import { DomainError } from '../../domain/errors.ts';
import { withNewImage } from '../../domain/product.ts';
import { compareAndSet } from '../compare-and-set.ts';
import type { Clock } from '../ports/clock.ts';
import type { Images } from '../ports/images.ts';
import type { Products } from '../ports/products.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

export type AddImageDeps = { products: Products; images: Images; clock: Clock; entropy: (bytes: number) => Uint8Array };
export type AddImageCommand = { productId: string; precondition: Precondition };
export type AddedImage = { imageId: string; url: string; expiresAt: string };

const UPLOAD_LIMIT_MS = 15 * 60 * 1000;

/**
 * Adds an image that awaits its upload to the product and returns the URL to upload it to. The
 * bytes go straight to Storage, not through here.
 */
export const addImage =
  ({ products, images, clock, entropy }: AddImageDeps) =>
  async ({ productId, precondition }: AddImageCommand): Promise<AddedImage> => {
    const imageId = base32(entropy(16));
    // Before the image is on the product: a failure here must not leave one that nobody can upload.
    const expiresAt = new Date(clock().getTime() + UPLOAD_LIMIT_MS);
    const url = await images.uploadUrl({ productId, imageId }, expiresAt);
    await compareAndSet(async () => {
      const stored = await products.get(productId);
      if (!stored) throw new DomainError('not_found', 'There is no such product.');
      checkPrecondition(precondition, stored.etag);
      return products.replace(withNewImage(stored.value, imageId, clock().toISOString()), stored.etag);
    });
    return { imageId, url, expiresAt: expiresAt.toISOString() };
  };
