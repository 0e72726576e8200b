import type { ReportFormat } from '../../application/ports.ts';
import type { VariantFormat } from '../../domain/image.ts';

/** The weight that an Accept header gives a media type: the most specific range that names it counts (RFC 9110, 12.5.1). */
const weightOf = (accept: string, type: string): number => {
  const weights = new Map(
    accept.split(',').map((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return [name, Number.isNaN(weight) ? 0 : weight] as const;
    }),
  );
  const range = `${type.slice(0, type.indexOf('/'))}/*`;
  return weights.get(type) ?? weights.get(range) ?? weights.get('*/*') ?? 0;
};

/** WebP where it is as welcome as JPEG; JPEG otherwise, also for those who accept neither. */
export const variantFormatFor = (accept = '*/*'): VariantFormat => {
  const webp = weightOf(accept, 'image/webp');
  return webp > 0 && webp >= weightOf(accept, 'image/jpeg') ? 'webp' : 'jpeg';
};

/** JSON, unless CSV is more welcome. */
export const reportFormatFor = (accept = '*/*'): ReportFormat =>
  weightOf(accept, 'text/csv') > weightOf(accept, 'application/json') ? 'csv' : 'json';
