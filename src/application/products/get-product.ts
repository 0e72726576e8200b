import { DomainError } from '../../domain/errors.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { isStaff } from '../is-staff.ts';
import type { Principal } from '../ports/tokens.ts';
import type { Versioned } from '../ports/versioned.ts';

type Deps = Pick<Capabilities, 'products'>;

/** Only staff see products that are not for sale. */
export const getProduct =
  ({ products }: Deps) =>
  async (id: ProductId, principal?: Principal): Promise<Versioned<Product>> => {
    const stored = await products.get(id);
    if (!stored || !(stored.value.active || (principal && isStaff(principal)))) {
      throw new DomainError('not_found', 'There is no such product.');
    }
    return stored;
  };
