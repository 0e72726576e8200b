import type { Product } from '../../domain/product.ts';
import { keptFields } from './stored-fields.ts';

const productFields: Record<keyof Product, true> = {
  id: true,
  name: true,
  description: true,
  category: true,
  price: true,
  active: true,
  availability: true,
  images: true,
  createdAt: true,
  updatedAt: true,
};

export const productOf = (document: Product): Product => keptFields<Product>(document, productFields);
