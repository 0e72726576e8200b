import type { Brand } from './brand.ts';

/** The subject of a token. It may hold any characters. */
export type CustomerId = Brand<string, 'CustomerId'>;

/** Ill-formed Unicode would lose the difference between two customers when it is encoded. */
export const isCustomerId = (text: string): text is CustomerId => text !== '' && text.isWellFormed();
