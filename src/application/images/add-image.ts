import { DomainError } from '../../domain/errors.ts';
import { type ImageId, newImageId } from '../../domain/image.ts';
import { type ProductId, withNewImage } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { compareAndSet } from '../compare-and-set.ts';
import { decideOnRead } from '../decide-on-read.ts';
import { checkPrecondition, type Precondition } from '../precondition.ts';

type Deps = Pick<Capabilities, 'products' | 'images' | 'clock' | 'pause' | 'random' | 'entropy' | 'log'>;
export type AddImageCommand = { productId: ProductId; precondition: Precondition };
export type AddedImage = { imageId: ImageId; url: string; expiresAt: string };

const URL_LIFETIME_MS = 15 * 60 * 1000;

/** Returns the URL to upload the image to: the bytes go straight to Storage. */
export const addImage =
  ({ products, images, clock, entropy, log, ...deps }: Deps) =>
  async ({ productId, precondition }: AddImageCommand): Promise<AddedImage> => {
    const imageId = newImageId(entropy(16));
    const expiresAt = new Date(clock().getTime() + URL_LIFETIME_MS);
    // Before the product is written: it must not be left with an image that nobody can upload.
    const url = await images.uploadUrl({ productId, imageId }, expiresAt);
    await compareAndSet(deps, () =>
      decideOnRead(products, productId, async (stored) => {
        if (!stored) throw new DomainError('not_found', 'There is no such product.');
        checkPrecondition(precondition, stored.etag);
        return products.replace(withNewImage(stored.value, imageId, clock().toISOString()), stored.etag);
      }),
    );
    log.info('image_added', { productId, imageId });
    return { imageId, url, expiresAt: expiresAt.toISOString() };
  };
