import type { Brand } from './brand.ts';

/** `whe_` and 26 characters of base32hex. */
export const ENDPOINT_ID = /^whe_[0-9a-v]{26}$/;
export type EndpointId = Brand<string, 'EndpointId'>;
export const isEndpointId = (text: string): text is EndpointId => ENDPOINT_ID.test(text);
