import type { Principal } from '../../../application/ports/tokens.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { presentProduct } from '../../../application/products/present-product.ts';
import type { Product, ProductId } from '../../../domain/product.ts';
import { type Endpoint, identified } from '../api.ts';
import { routeProductId } from '../route-id.ts';

type Deps = { getProduct: (id: ProductId, principal?: Principal) => Promise<Versioned<Product>> };

export const getProductEndpoint = ({ getProduct }: Deps): Endpoint =>
  identified(async (request, principal) => {
    const { value, etag } = await getProduct(routeProductId(request), principal);
    return { status: 200, body: presentProduct(value), etag };
  });
