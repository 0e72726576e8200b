import type { Page } from '../../../application/cursor.ts';
import type { ListProductsQuery } from '../../../application/products/list-products.ts';
import { presentProduct } from '../../../application/products/present-product.ts';
import type { Product } from '../../../domain/product.ts';
import { type ApiRequest, type Endpoint, partlyOpen, type Role } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { listProductsQuery } from './product-schemas.ts';

type Deps = { listProducts: (query: ListProductsQuery) => Promise<Page<Product>> };

/** Shoppers see what is for sale. The search by image costs more, so it is for staff, too. */
const rolesFor = ({ url: { searchParams } }: ApiRequest): readonly Role[] =>
  (searchParams.get('active') ?? 'true') === 'true' && !searchParams.has('image') ? [] : ['admin', 'warehouse'];

export const listProductsEndpoint = ({ listProducts }: Deps): Endpoint =>
  partlyOpen(rolesFor, async (request) => {
    const { active, ...query } = parseQuery(listProductsQuery, request);
    const page = await listProducts({ ...query, ...(active !== 'all' && { active: active === 'true' }) });
    return presentPage(request, page, presentProduct);
  });
