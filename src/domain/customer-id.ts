import type { Brand } from './brand.ts';

/** The subject of a token. It may hold any characters. */
export type CustomerId = Brand<string, 'CustomerId'>;

export const isCustomerId = (text: string): text is CustomerId => text !== '';
