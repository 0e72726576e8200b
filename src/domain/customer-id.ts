import type { Brand } from './brand.ts';

/** The subject of a token. It may hold any characters. */
export type CustomerId = Brand<string, 'CustomerId'>;

/** Two ids in ill-formed Unicode could become the same id when they are encoded. */
export const isCustomerId = (text: string): text is CustomerId => text !== '' && text.isWellFormed();
