import type { FoundVariant, GetVariantQuery } from '../../../application/images/get-variant.ts';
import { DomainError } from '../../../domain/errors.ts';
import { variantWidths } from '../../../domain/image.ts';
import { variantFormatFor } from '../accept.ts';
import { type ApiRequest, type Endpoint, open } from '../api.ts';
import { isNotModified } from '../conditional.ts';
import { routeImageKey } from '../route-id.ts';

type Deps = { getVariant: (query: GetVariantQuery) => Promise<FoundVariant> };

/** Undefined if the answer has a body in any case. */
const readSkipCondition = ({ method, header }: ApiRequest): GetVariantQuery['skipBytesIf'] => {
  if (method === 'HEAD') return () => true;
  const ifNoneMatch = header('if-none-match');
  return ifNoneMatch === undefined ? undefined : (etag) => isNotModified(ifNoneMatch, etag);
};

/** An image never changes under its id, so anyone may cache it for a year. */
export const getVariantEndpoint = ({ getVariant }: Deps): Endpoint =>
  open(async (request) => {
    const name = variantWidths.find((width) => String(width) === request.params.width);
    if (name === undefined)
      throw new DomainError('not_found', `Images are available in the widths ${variantWidths.join(', ')}.`);
    const format = variantFormatFor(request.header('accept'));
    const skipBytesIf = readSkipCondition(request);
    const variant = await getVariant({
      key: routeImageKey(request),
      name,
      format,
      ...(skipBytesIf && { skipBytesIf }),
    });
    const headers = { 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept' };
    return { ...variant, status: 200, contentType: `image/${format}`, headers };
  });
