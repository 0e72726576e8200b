import { isRecord } from '../is-record.ts';
import { openapiDocument } from './document.ts';

/**
 * New in OpenAPI 3.1 are `const`, `propertyNames`, lists of types and of examples, and texts beside
 * `$ref`.
 */
const toSchema30 = ({ const: only, propertyNames: _, ...schema }: Readonly<Record<string, unknown>>): object => {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref };
  const { examples, type, ...rest } = schema;
  if (Array.isArray(type)) return { ...rest, anyOf: type.map((each) => ({ type: each })) };
  return {
    ...(Array.isArray(examples) ? { ...(type !== undefined && { type }), ...rest, example: examples[0] } : schema),
    ...(only !== undefined && { enum: [only] }),
  };
};

/** Members whose values are not schemas, and members whose keys are names. */
const NO_SCHEMAS = ['example', 'examples', 'default', 'enum'];
const TABLES = ['properties', 'schemas'];

const convert = (value: unknown, key = ''): unknown => {
  if (NO_SCHEMAS.includes(key)) return value;
  if (Array.isArray(value)) return value.map((each) => convert(each));
  if (!isRecord(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, convert(each, TABLES.includes(key) ? '' : name)]),
  );
  return TABLES.includes(key) ? inner : toSchema30(inner);
};

/**
 * The document as OpenAPI 3.0, because API Management may read it with a parser that knows nothing
 * newer. Only details of schemas are lost.
 */
export const gatewayDocument = (): Readonly<Record<string, unknown>> => {
  const { info, ...document } = openapiDocument();
  const { license, ...information } = info;
  return Object(
    convert({ ...document, openapi: '3.0.3', info: { ...information, license: { name: Object(license).name } } }),
  );
};
