import * as z from 'zod/mini';
import { type Route, routes } from '../../src/functions/http/routes.ts';
import { componentSchemas, schemaOf } from './component-schemas.ts';
import type { Document, JsonSchema, MediaType, OperationObject, ParameterObject, Ref } from './document-shape.ts';
import { information, tags } from './information.ts';
import type { Operation } from './operation.ts';
import { operationNames, operations } from './operations.ts';
import { type Parameter, type ParameterName, parameters } from './parameters.ts';
import { queryTextOf } from './query-texts.ts';
import { replyHeaders } from './reply-headers.ts';
import { componentResponses, responsesOf } from './responses.ts';

const BASE = 'v1';

/** Pages that send requests leave out what is optional, unless the reader turns it on. */
const examplesOf = (value: unknown, required: boolean) => ({
  example: { value, ...(!required && { 'x-disabled': true as const }) },
});

const parameterObject = ({ schema, example, sent, ...parameter }: Parameter): ParameterObject => ({
  ...parameter,
  required: parameter.in === 'path',
  schema: schemaOf(schema),
  examples: examplesOf(example, parameter.in === 'path' || sent === true),
});

const refsTo = (names: readonly ParameterName[]): readonly Ref[] =>
  names.map((name) => ({ $ref: `#/components/parameters/${name}` }));

const queryParameters = (operation: string, { query }: Operation): readonly ParameterObject[] =>
  Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const [description, example] = queryTextOf(operation, name);
    const required = schema._zod.optin !== 'optional' && !z.safeParse(schema, undefined).success;
    const examples = examplesOf(example, required);
    return { name, in: 'query', description, required, schema: schemaOf(schema), examples };
  });

/** Without this check, the document could describe a path that is not the route's. */
const checkPath = (name: string, { path = [] }: Operation, { route }: Route): void => {
  const inRoute = [...route.matchAll(/\{(\w+)\}/g)].map(([, each]) => each);
  const described = path.map((each) => parameters[each].name);
  if (inRoute.join() !== described.join())
    throw new Error(`${name} describes the path parameters (${described}), but its route has (${inRoute}).`);
};

const bodyOf = ({ schema, optional, examples }: NonNullable<Operation['body']>) => {
  const values = Object.entries(examples).map(([name, value]): [string, { value: unknown }] => [name, { value }]);
  const content: MediaType = { schema: schemaOf(schema), examples: Object.fromEntries(values) };
  return { required: optional !== true, content: { 'application/json': content } };
};

const optional = [{}, { bearer: [] }] as const;
const security = { anyone: [], identified: optional, 'partly-open': optional, 'signed-in': [{ bearer: [] }] } as const;

const operationObject = (name: string, operation: Operation, method: string): OperationObject => {
  const { tag, summary, description, access, roles, path = [], headers = [], body } = operation;
  const reads = method === 'get' || method === 'head';
  const conditions: readonly ParameterName[] = reads ? ['ifNoneMatch', 'requestId'] : ['requestId'];
  return {
    operationId: method === 'head' ? `${name}Head` : name,
    tags: [tag],
    summary: method === 'head' ? `${summary}: headers only` : summary,
    ...(description !== undefined && { description }),
    security: security[access],
    ...(method === 'head' && { 'x-scalar-ignore': true }),
    ...(roles && { 'x-hearth-roles': roles }),
    parameters: [...refsTo(path), ...queryParameters(name, operation), ...refsTo([...headers, ...conditions])],
    ...(body && { requestBody: bodyOf(body) }),
    responses: responsesOf(operation, { reads, withBody: method !== 'head' }),
  };
};

const paths = (): Document['paths'] => {
  const found = new Map<string, Record<string, OperationObject>>();
  for (const name of operationNames) {
    const { route, methods }: Route = routes[name];
    checkPath(name, operations[name], routes[name]);
    const path = route.slice(BASE.length);
    const item = found.get(path) ?? {};
    for (const method of methods.map((each) => each.toLowerCase())) {
      item[method] = operationObject(name, operations[name], method);
    }
    found.set(path, item);
  }
  return Object.fromEntries(found);
};

const bearer: JsonSchema = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'A token of the shop’s issuer. `sub` identifies the caller; `roles` may contain `admin` and `warehouse`.',
};

/** The document, built from the routes, the schemas that check requests, and the texts here. */
export const openapiDocument = (): Document => ({
  openapi: '3.1.1',
  info: information,
  servers: [{ url: `/api/${BASE}` }],
  tags,
  paths: paths(),
  components: {
    schemas: componentSchemas(),
    parameters: Object.fromEntries(
      Object.entries<Parameter>(parameters).map(([name, parameter]) => [name, parameterObject(parameter)]),
    ),
    headers: Object.fromEntries(
      Object.entries(replyHeaders).map(([name, [description, example]]) => [
        name.toLowerCase(),
        { description, schema: { type: 'string' }, example },
      ]),
    ),
    responses: componentResponses(),
    securitySchemes: { bearer },
  },
});
