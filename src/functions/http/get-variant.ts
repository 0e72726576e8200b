import type { ImageKey } from '../../application/ports.ts';
import { DomainError } from '../../domain/errors.ts';
import { type VariantFormat, type VariantWidth, variantWidths } from '../../domain/image.ts';
import { variantFormatFor } from './accept.ts';
import { type Endpoint, open } from './api.ts';
import { routeImageKey } from './route-id.ts';

type Deps = { getVariant: (key: ImageKey, name: VariantWidth, format: VariantFormat) => Promise<Uint8Array> };

/** An image never changes under its id: it may be kept for a year, by anyone. */
export const getVariantEndpoint = ({ getVariant }: Deps): Endpoint =>
  open(async (request) => {
    const name = variantWidths.find((width) => String(width) === request.params.width);
    if (name === undefined) throw new DomainError('not_found', `Images come in widths ${variantWidths.join(', ')}.`);
    const format = variantFormatFor(request.header('accept'));
    const bytes = await getVariant(routeImageKey(request), name, format);
    const headers = { 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept' };
    return { status: 200, bytes, contentType: `image/${format}`, headers };
  });
