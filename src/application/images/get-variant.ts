import { DomainError } from '../../domain/errors.ts';
import type { Etag } from '../../domain/etag.ts';
import type { VariantFormat, VariantWidth } from '../../domain/image.ts';
import type { Capabilities } from '../capabilities.ts';
import type { ImageKey } from '../ports/images.ts';

type Deps = Pick<Capabilities, 'images'>;

export type GetVariantQuery = {
  key: ImageKey;
  name: VariantWidth;
  format: VariantFormat;
  /** If given, the tag is read first, and the bytes only if this returns false for the tag. */
  skipBytesIf?: (etag: Etag) => boolean;
};

export type FoundVariant = { etag: Etag; bytes?: Uint8Array };

/** Resolves without `bytes` if `skipBytesIf` is true for the tag. */
export const getVariant =
  ({ images }: Deps) =>
  async ({ key, name, format, skipBytesIf }: GetVariantQuery): Promise<FoundVariant> => {
    const orNotFound = <T>(stored: T | undefined): T => {
      if (stored === undefined) throw new DomainError('not_found', 'There is no such image.');
      return stored;
    };
    if (skipBytesIf) {
      const etag = orNotFound(await images.variantEtag(key, name, format));
      if (skipBytesIf(etag)) return { etag };
    }
    return orNotFound(await images.readVariant(key, name, format));
  };
