import { BASE_PATH } from '../../../application/base-path.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { presentProduct } from '../../../application/products/present-product.ts';
import type { PutProductCommand } from '../../../application/products/put-product.ts';
import type { Product } from '../../../domain/product.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeId } from '../route-id.ts';
import { productId } from '../schemas.ts';
import { checkBody, checkParameter, requireBoth } from '../validate.ts';
import { putProductBody } from './product-schemas.ts';

type Deps = { putProduct: (command: PutProductCommand) => Promise<Versioned<Product> & { created: boolean }> };

export const putProductEndpoint = ({ putProduct }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const [id, details] = requireBoth(
        checkParameter(productId, 'id', routeId(request)),
        checkBody(putProductBody, request),
      );
      const { value, etag, created } = await putProduct({ id, details, precondition: readPrecondition(request) });
      const body = presentProduct(value);
      return created
        ? { status: 201, body, etag, headers: { location: `${BASE_PATH}/products/${id}` } }
        : { status: 200, body, etag };
    },
    { roles: ['admin'], body: 'required' },
  );
