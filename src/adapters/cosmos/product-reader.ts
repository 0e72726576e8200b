import * as z from 'zod/mini';
import { isProductId, type Product } from '../../domain/product.ts';
import type { DocumentReader } from './cosmos-changes.ts';
import { productOf } from './product-document.ts';

/** What the event of a product needs. Other fields are not checked. */
const shape = z.object({
  id: z.string().check(z.refine(isProductId)),
  name: z.string(),
  price: z.object({ amount: z.number(), currency: z.string() }),
  active: z.boolean(),
  images: z.array(z.object({ id: z.string(), variants: z.array(z.object({ name: z.number() })) })),
});

export const productReader: DocumentReader<Product, Product> = { shape, toValue: productOf };
