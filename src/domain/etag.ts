import { createHash } from 'node:crypto';
import { assertBrand, type Brand } from './brand.ts';

/** An entity tag (RFC 9110, 8.8.3), quotes included. */
export type Etag = Brand<string, 'Etag'>;

const isEtag = (text: string): text is Etag => /^(?:W\/)?"[^"]*"$/.test(text);

/** Throws if the text is not an entity tag. */
export const etagOf = (text: string): Etag => assertBrand(text, isEtag, 'Etag');

/** A strong tag for content that has no version of its own. */
export const etagOfContent = (content: string | Uint8Array): Etag =>
  etagOf(`"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`);
