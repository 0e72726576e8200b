import { DomainError } from '../domain/errors.ts';
import type { VariantFormat, VariantWidth } from '../domain/image.ts';
import type { ImageKey, Images } from './ports.ts';

/** The bytes of one variant: one read of the blob, and none of the product. */
export const getVariant =
  ({ images }: { images: Images }) =>
  async (key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<Uint8Array> => {
    const bytes = await images.readVariant(key, name, format);
    if (!bytes) throw new DomainError('not_found', 'There is no such image.');
    return bytes;
  };
