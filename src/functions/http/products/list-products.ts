import type { Page } from '../../../application/cursor.ts';
import type { ListProductsQuery } from '../../../application/products/list-products.ts';
import type { Product } from '../../../domain/product.ts';
import { type Endpoint, open } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { presentProduct } from './present-product.ts';
import { listProductsQuery } from './product-schemas.ts';

type Deps = { listProducts: (query: ListProductsQuery) => Promise<Page<Product>> };

export const listProductsEndpoint = ({ listProducts }: Deps): Endpoint =>
  open(async (request) =>
    presentPage(request, await listProducts(parseQuery(listProductsQuery, request)), presentProduct),
  );
