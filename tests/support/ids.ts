import { assertBrand } from '../../src/domain/brand.ts';
import type { CustomerId } from '../../src/domain/customer-id.ts';
import type { EndpointId } from '../../src/domain/endpoint-id.ts';
import type { Etag } from '../../src/domain/etag.ts';
import type { EventId } from '../../src/domain/event.ts';
import type { ImageId } from '../../src/domain/image.ts';
import type { OrderId } from '../../src/domain/order-id.ts';
import type { ProductId } from '../../src/domain/product.ts';

// Any text will do in a test that is not about the form of ids.

export const toCustomerId = (text: string) => assertBrand(text, (_): _ is CustomerId => true, 'CustomerId');
export const toEndpointId = (text: string) => assertBrand(text, (_): _ is EndpointId => true, 'EndpointId');
export const toEtag = (text: string) => assertBrand(text, (_): _ is Etag => true, 'Etag');
export const toEventId = (text: string) => assertBrand(text, (_): _ is EventId => true, 'EventId');
export const toImageId = (text: string) => assertBrand(text, (_): _ is ImageId => true, 'ImageId');
export const toOrderId = (text: string) => assertBrand(text, (_): _ is OrderId => true, 'OrderId');
export const toProductId = (text: string) => assertBrand(text, (_): _ is ProductId => true, 'ProductId');
