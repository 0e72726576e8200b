import type { DeleteProductCommand } from '../../../application/products/delete-product.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeProductId } from '../route-id.ts';

type Deps = { deleteProduct: (command: DeleteProductCommand) => Promise<void> };

export const deleteProductEndpoint = ({ deleteProduct }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      await deleteProduct({ id: routeProductId(request), precondition: readPrecondition(request) });
      return { status: 204 };
    },
    { roles: ['admin'] },
  );
