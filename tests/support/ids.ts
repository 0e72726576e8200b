import { trusted } from '../../src/domain/brand.ts';
import type { CustomerId } from '../../src/domain/customer-id.ts';
import type { Etag } from '../../src/domain/etag.ts';
import type { ImageId } from '../../src/domain/image.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';

// Any text will do in a test that is not about the form of ids.

export const toCustomerId = (text: string) => trusted(text, (_): _ is CustomerId => true);
export const toEtag = (text: string) => trusted(text, (_): _ is Etag => true);
export const toImageId = (text: string) => trusted(text, (_): _ is ImageId => true);
export const toOrderId = (text: string) => trusted(text, (_): _ is OrderId => true);
export const toProductId = (text: string) => trusted(text, (_): _ is ProductId => true);
