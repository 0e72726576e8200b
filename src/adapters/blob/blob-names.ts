import type { ImageKey, VariantKey } from '../../application/ports/images.ts';
import { isImageId, type VariantFormat, variantFormats, variantWidths } from '../../domain/image.ts';
import { isProductId } from '../../domain/product.ts';

const extensions: Record<VariantFormat, string> = { webp: 'webp', jpeg: 'jpg' };

export const originalName = ({ productId, imageId }: ImageKey): string => `${productId}/${imageId}`;

export const variantName = ({ name, format, ...key }: VariantKey): string =>
  `${originalName(key)}/${name}.${extensions[format]}`;

/** The variants that any image may have. */
export const variantKeys = (key: ImageKey): readonly VariantKey[] =>
  variantWidths.flatMap((name) => variantFormats.map((format) => ({ ...key, name, format })));

/** Undefined for names that are not ours: they may hold anything, and no URL is made from them. */
export const parseOriginalName = (name: string): ImageKey | undefined => {
  const [productId = '', imageId = '', ...more] = name.split('/');
  return more.length === 0 && isProductId(productId) && isImageId(imageId) ? { productId, imageId } : undefined;
};

/** As `parseOriginalName`. */
export const parseVariantName = (name: string): VariantKey | undefined => {
  const slash = name.lastIndexOf('/');
  const key = parseOriginalName(name.slice(0, Math.max(0, slash)));
  return key && variantKeys(key).find((variant) => variantName(variant) === name);
};
