import { assertBrand, type Brand } from './brand.ts';

/** An entity tag (RFC 9110, 8.8.3), quotes included. */
export type Etag = Brand<string, 'Etag'>;

export const isEtag = (text: string): text is Etag => /^(?:W\/)?"[^"]*"$/.test(text);

/** For a tag from a service or made here. Throws if it is not one. */
export const etagOf = (text: string): Etag => assertBrand(text, isEtag, 'Etag');
