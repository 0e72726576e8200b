import type { VariantFormat } from '../../domain/image.ts';

/** The ranges of an Accept header and their weights. */
const weightsIn = (accept: string): ReadonlyMap<string, number> =>
  new Map(
    accept.split(',').map((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return [name, Number.isNaN(weight) ? 0 : weight] as const;
    }),
  );

/**
 * The most specific range that names a type counts (RFC 9110, 12.5.1). But browsers that know no WebP say `image/*`, too: it goes to who
 * names it and likes it as much as JPEG, or will not have JPEG. Everybody else gets JPEG, also those who accept neither.
 */
export const variantFormatFor = (accept = '*/*'): VariantFormat => {
  const weights = weightsIn(accept);
  const others = weights.get('image/*') ?? weights.get('*/*') ?? 0;
  const jpeg = weights.get('image/jpeg') ?? others;
  const webp = weights.get('image/webp') ?? (jpeg > 0 ? 0 : others);
  return webp > 0 && webp >= jpeg ? 'webp' : 'jpeg';
};
