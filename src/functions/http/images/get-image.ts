import type { ImageKey } from '../../../application/ports/images.ts';
import type { Principal } from '../../../application/ports/tokens.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { presentImage } from '../../../application/products/present-product.ts';
import type { ProductImage } from '../../../domain/image.ts';
import { type Endpoint, identified } from '../api.ts';
import { routeImageKey } from '../route-id.ts';

type Deps = { getImage: (key: ImageKey, principal?: Principal) => Promise<Versioned<ProductImage>> };

export const getImageEndpoint = ({ getImage }: Deps): Endpoint =>
  identified(async (request, principal) => {
    const key = routeImageKey(request);
    const { value, etag } = await getImage(key, principal);
    return { status: 200, body: presentImage(key.productId, value), etag };
  });
