import { Validator } from '@seriousme/openapi-schema-validator';

/** Checks a document against the schema of its version of OpenAPI. Empty if it is valid. */
export const validateDocument = async (document: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  if (valid) return [];
  return typeof errors === 'string' ? [errors] : (errors ?? []).map((error) => JSON.stringify(error));
};
