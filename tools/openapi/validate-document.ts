import { Validator } from '@seriousme/openapi-schema-validator';
import type { Document } from './document-shape.ts';

/** Checks the document against the schema of OpenAPI 3.1 itself. Empty if it is valid. */
export const validateDocument = async (document: Document): Promise<readonly string[]> => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  if (valid) return [];
  return typeof errors === 'string' ? [errors] : (errors ?? []).map((error) => JSON.stringify(error));
};
