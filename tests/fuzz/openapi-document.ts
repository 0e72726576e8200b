import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The part of JSON Schema that the document uses. */
export type Schema = {
  $ref?: string;
  type?: string;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  oneOf?: readonly Schema[];
  enum?: readonly unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema };

type Content = Readonly<Record<string, { schema?: Schema; examples?: Readonly<Record<string, { value: unknown }>> }>>;
type Response = { $ref?: string; content?: Content };
type RawOperation = {
  operationId: string;
  parameters?: readonly (Parameter | { $ref: string })[];
  requestBody?: { content: Content };
  responses: Readonly<Record<string, Response>>;
};

export type DocumentedOperation = {
  name: string;
  method: string;
  /** Such as `/orders/{id}`. */
  path: string;
  parameters: readonly Parameter[];
  body: Schema | undefined;
  examples: readonly unknown[];
};

type Document = {
  paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  components: {
    schemas: Readonly<Record<string, Schema>>;
    parameters: Readonly<Record<string, Parameter>>;
    responses: Readonly<Record<string, Response>>;
  };
};

const document: Document = JSON.parse(readFileSync('infra/apim/openapi.json', 'utf8'));

const findDefinition = <T>(table: Readonly<Record<string, T>>, ref: string): T => {
  const value = table[ref.slice(ref.lastIndexOf('/') + 1)];
  if (value === undefined) throw new Error(`The document has no ${ref}.`);
  return value;
};

export const resolveReference = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : resolveReference(findDefinition(document.components.schemas, schema.$ref));

const parameterOf = (parameter: Parameter | { $ref: string }): Parameter =>
  '$ref' in parameter ? findDefinition(document.components.parameters, parameter.$ref) : parameter;

const all = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** Every operation, as described by the OpenAPI document and nothing else. */
export const documentedOperations: readonly DocumentedOperation[] = all.map(({ path, method, operation }) => ({
  name: operation.operationId,
  method,
  path,
  parameters: (operation.parameters ?? []).map(parameterOf),
  body: operation.requestBody?.content['application/json']?.schema,
  examples: Object.values(operation.requestBody?.content['application/json']?.examples ?? {}).map(({ value }) => value),
}));

/** The schemas in JSON Schema, whose references stay within one document. */
const definitions = (text: string): string => text.replaceAll('#/components/schemas/', '#/$defs/');

const validatorOf = (schema: Schema): z.ZodType => {
  const whole = { ...schema, $defs: document.components.schemas };
  return z.fromJSONSchema(JSON.parse(definitions(JSON.stringify(whole))));
};

const validators = new Map<string, Map<string, z.ZodType | undefined>>();
for (const { method, path, operation } of all) {
  const ofStatus = new Map<string, z.ZodType | undefined>();
  for (const [status, response] of Object.entries(operation.responses)) {
    const { content = {} } = response.$ref ? findDefinition(document.components.responses, response.$ref) : response;
    ofStatus.set(status, undefined);
    for (const [type, { schema }] of Object.entries(content))
      ofStatus.set(`${status} ${type}`, schema && validatorOf(schema));
  }
  validators.set(`${method} ${path}`, ofStatus);
}

const problemSchema = validatorOf({ $ref: '#/components/schemas/Problem' });

const describeErrors = (schema: z.ZodType | undefined, text: string): string | undefined => {
  const outcome = schema?.safeParse(JSON.parse(text));
  return outcome?.error ? z.prettifyError(outcome.error) : undefined;
};

/**
 * What is wrong with an answer according to the document; undefined if nothing is. `where` is
 * undefined if the document has no such operation.
 */
export const findProblem = (
  where: { method: string; path: string } | undefined,
  { status, contentType, text }: { status: number; contentType: string; text: string },
): string | undefined => {
  const type = contentType.split(';')[0] ?? '';
  if (where === undefined) {
    if (status < 400) return `${status} where the document describes nothing`;
    return text === '' ? undefined : describeErrors(problemSchema, text);
  }
  const known = validators.get(`${where.method} ${where.path}`);
  if (!known?.has(String(status))) return `the document knows no ${status} of ${where.method} ${where.path}`;
  if (text === '') return undefined;
  if (!known.has(`${status} ${type}`)) return `the document knows no ${type} for ${status}`;
  return type.endsWith('json') ? describeErrors(known.get(`${status} ${type}`), text) : undefined;
};
