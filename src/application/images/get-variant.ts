import { DomainError } from '../../domain/errors.ts';
import type { Etag } from '../../domain/etag.ts';
import type { VariantFormat, VariantWidth } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey, StoredVariant } from '../ports/images.ts';

type Deps = Pick<Capabilities, 'images'>;

export type GetVariantQuery = {
  key: ImageKey;
  name: VariantWidth;
  format: VariantFormat;
  /** If given, the tag is read first, and the bytes only if this is false for it. */
  isTagEnough?: (etag: Etag) => boolean;
};

export type FoundVariant = Pick<StoredVariant, 'etag'> & Partial<StoredVariant>;

/** Reads no product, because the key names the blob. Has no `bytes` if the tag is enough. */
export const getVariant =
  ({ images }: Deps) =>
  async ({ key, name, format, isTagEnough }: GetVariantQuery): Promise<FoundVariant> => {
    const orNotFound = <T>(stored: T | undefined): T => {
      if (stored === undefined) throw new DomainError('not_found', 'There is no such image.');
      return stored;
    };
    if (isTagEnough) {
      const etag = orNotFound(await images.variantEtag(key, name, format));
      if (isTagEnough(etag)) return { etag };
    }
    return orNotFound(await images.readVariant(key, name, format));
  };
