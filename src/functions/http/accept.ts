import type { ReportFormat } from '../../application/ports/reports.ts';
import type { VariantFormat } from '../../domain/image.ts';

/** The media ranges of an Accept header and their weights. */
const weightsIn = (accept: string): ReadonlyMap<string, number> =>
  new Map(
    accept.split(',').map((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return [name, Number.isNaN(weight) ? 0 : weight] as const;
    }),
  );

/** The most specific range that matches counts (RFC 9110, 12.5.1). */
const weightOf = (weights: ReadonlyMap<string, number>, type: string): number =>
  weights.get(type) ?? weights.get(`${type.slice(0, type.indexOf('/'))}/*`) ?? weights.get('*/*') ?? 0;

/**
 * WebP for callers that name `image/webp` with at least the weight of JPEG, or do not accept JPEG.
 * Browsers without WebP also send `image/*`, and get JPEG.
 */
export const variantFormatFor = (accept = '*/*'): VariantFormat => {
  const weights = weightsIn(accept);
  const jpeg = weightOf(weights, 'image/jpeg');
  const webp = weights.has('image/webp') || jpeg === 0 ? weightOf(weights, 'image/webp') : 0;
  return webp > 0 && webp >= jpeg ? 'webp' : 'jpeg';
};

/** JSON, unless CSV is preferred. */
export const reportFormatFor = (accept = '*/*'): ReportFormat => {
  const weights = weightsIn(accept);
  return weightOf(weights, 'text/csv') > weightOf(weights, 'application/json') ? 'csv' : 'json';
};

/** Whether an Accept-Encoding header names Brotli. */
export const acceptsBrotli = (acceptEncoding = ''): boolean => (weightsIn(acceptEncoding).get('br') ?? 0) > 0;
