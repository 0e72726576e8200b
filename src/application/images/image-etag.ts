import { createHash } from 'node:crypto';
import { type Etag, etagOf } from '../../domain/etag.ts';
import type { ProductImage } from '../../domain/image.ts';

/** An image has no version of its own within its product, so its tag is a hash of its content. */
export const imageEtag = (image: ProductImage): Etag =>
  etagOf(`"${createHash('sha256').update(JSON.stringify(image)).digest('base64url').slice(0, 22)}"`);
