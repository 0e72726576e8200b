import { addImage } from '../../src/application/images/add-image.ts';
import { cleanUpImages } from '../../src/application/images/clean-up-images.ts';
import { deleteImage } from '../../src/application/images/delete-image.ts';
import { getImage } from '../../src/application/images/get-image.ts';
import { processUpload } from '../../src/application/images/process-upload.ts';
import { removeBlobs } from '../../src/application/images/remove-blobs.ts';
import type { ImageKey, Images, RenderImage } from '../../src/application/ports/images.ts';
import type { Products } from '../../src/application/ports/products.ts';
import type { Precondition } from '../../src/application/precondition.ts';
import { deleteProduct } from '../../src/application/products/delete-product.ts';
import { putProduct } from '../../src/application/products/put-product.ts';
import { type ProductImage, variantFormats, variantWidths } from '../../src/domain/image.ts';
import type { ProductId } from '../../src/domain/product.ts';
import { fakeRenderImage } from './fake-render-image.ts';
import { toProductId } from './ids.ts';
import { inMemoryBookmarks } from './in-memory/in-memory-bookmarks.ts';
import { type InMemoryImages, inMemoryImages } from './in-memory/in-memory-images.ts';
import { inMemoryProducts } from './in-memory/in-memory-products.ts';
import { inMemoryStock } from './in-memory/in-memory-stock.ts';
import { recordingLog } from './in-memory/recording-log.ts';
import { settableClock } from './in-memory/settable-clock.ts';

type Ports = { products: Products; images: Images };

/** All image use cases over in-memory ports. `wrap` may delay or fail calls of the ports. */
export const openGallery = ({
  renderImage = fakeRenderImage,
  wrap = (ports) => ports,
  pageSize,
}: {
  renderImage?: RenderImage;
  wrap?: (ports: Ports) => Ports;
  /** Blobs per page of a listing. */
  pageSize?: number;
} = {}) => {
  const clock = settableClock();
  const log = recordingLog();
  const fakes = {
    products: inMemoryProducts(),
    images: inMemoryImages({ clock, ...(pageSize !== undefined && { pageSize }) }),
  };
  const bookmarks = inMemoryBookmarks();
  let ids = 0;
  const deps = {
    ...wrap(fakes),
    bookmarks,
    renderImage,
    stock: inMemoryStock({ clock }),
    clock,
    log,
    lowStock: 5,
    pause: async (milliseconds: number) => clock.advance(milliseconds),
    random: () => 0.5,
    entropy: (bytes: number) => new Uint8Array(bytes).fill(++ids),
  };
  const precondition = {};
  const process = processUpload(deps);
  const remove = deleteImage(deps);
  const put = putProduct(deps);
  const removeProduct = deleteProduct({ ...deps, removeBlobs: removeBlobs(deps) });

  return {
    ...fakes,
    bookmarks,
    clock,
    log,
    process,
    cleanUp: cleanUpImages(deps),
    add: (productId: ProductId) => addImage(deps)({ productId, precondition }),
    get: getImage(deps),
    remove: (key: ImageKey, only: Precondition = {}) => remove({ ...key, precondition: only }),
    removeProduct: (id: ProductId, only: Precondition = {}) => removeProduct({ id, precondition: only }),
    product: (id: ProductId, name = 'Mug') =>
      put({ id, details: { name, price: { amount: 1, currency: 'EUR' }, active: true }, precondition }),

    /** Adds an image and uploads its original; the trigger has yet to fire. */
    async upload(productId: ProductId, original: Uint8Array): Promise<ImageKey> {
      const { imageId, url } = await this.add(productId);
      if (fakes.images.put(url, original) !== 201) throw new Error('The URL is not good.');
      return { productId, imageId };
    },

    image: async ({ productId, imageId }: ImageKey): Promise<ProductImage | undefined> =>
      (await fakes.products.get(productId))?.value.images.find(({ id }) => id === imageId),
  };
};

export type Gallery = ReturnType<typeof openGallery>;

export const openGalleryWithMug = async (options: Parameters<typeof openGallery>[0] = {}): Promise<Gallery> => {
  const gallery = openGallery(options);
  await gallery.product(toProductId('mug'));
  return gallery;
};

/** The names of the blobs that an image has, without its original. */
export const variantNames = (images: InMemoryImages, { productId, imageId }: ImageKey): readonly string[] =>
  images.names().filter((name) => name.startsWith(`images/${productId}/${imageId}/`));

export const allVariants = variantWidths.flatMap((name) => variantFormats.map((format) => ({ name, format })));
