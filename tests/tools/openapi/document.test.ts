import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { type Route, routes } from '../../../src/functions/http/routes.ts';
import { openapiDocument } from '../../../tools/openapi/document.ts';
import type { Content } from '../../../tools/openapi/operation.ts';
import { administrationOperations } from '../../../tools/openapi/operations/administration.ts';
import { eventOperations } from '../../../tools/openapi/operations/events.ts';
import { imageOperations } from '../../../tools/openapi/operations/images.ts';
import { orderOperations } from '../../../tools/openapi/operations/orders.ts';
import { productOperations } from '../../../tools/openapi/operations/products.ts';
import { serviceOperations } from '../../../tools/openapi/operations/service.ts';
import { webhookOperations } from '../../../tools/openapi/operations/webhooks.ts';
import { operationNames, operations } from '../../../tools/openapi/operations.ts';
import { parameters } from '../../../tools/openapi/parameters.ts';
import { startApi } from '../../support/api-harness.ts';

const document = openapiDocument();
const { endpoints } = startApi();

const described = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

const accepts = (schema: z.core.$ZodType, value: unknown): unknown => {
  const { error } = z.safeParse(schema, value);
  return error ? z.prettifyError(error) : 'accepted';
};

test('its version is that of the project', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(JSON.parse(readFileSync('infra/apim/openapi.json', 'utf8')).info.version).toBe(version);
});

test('the same sources make the same bytes', () => {
  expect(JSON.stringify(openapiDocument())).toBe(JSON.stringify(openapiDocument()));
});

test('its operations and the registered routes are the same set', () => {
  const operationSet = described.map(({ path, method, operation }) => {
    const { operationId } = operation;
    return `${method === 'head' ? operationId.replace(/Head$/, '') : operationId} ${method.toUpperCase()} v1${path}`;
  });
  const routeSet = Object.entries<Route>(routes).flatMap(([name, { methods, route }]) =>
    methods.map((method) => `${name} ${method} ${route}`),
  );
  expect(operationSet.toSorted()).toEqual(routeSet.toSorted());
});

test('nothing is described that no route serves', () => {
  const written = {
    ...orderOperations,
    ...productOperations,
    ...imageOperations,
    ...administrationOperations,
    ...eventOperations,
    ...webhookOperations,
  };
  expect(Object.keys({ ...written, ...serviceOperations }).toSorted()).toEqual(Object.keys(routes).toSorted());
});

test('operation ids are unique', () => {
  expect(new Set(described.map(({ operation }) => operation.operationId)).size).toBe(described.length);
});

test('every reference leads somewhere', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
  const components: Readonly<Record<string, object>> = document.components;

  expect(refs.length).toBeGreaterThan(100);
  for (const [, kind = '', name = ''] of refs) expect([name, name in (components[kind] ?? {})]).toEqual([name, true]);
  expect(JSON.stringify(document).match(/"\$ref":/g)).toHaveLength(refs.length);
});

test('every schema is referred to', () => {
  const text = JSON.stringify(document);
  for (const name of Object.keys(document.components.schemas)) {
    expect([name, text.includes(`"#/components/schemas/${name}"`)]).toEqual([name, true]);
  }
});

test.each(operationNames)('%s says of its callers and its body what the endpoint asks for', (name) => {
  const { access, roles = [], body } = operations[name];
  const endpoint = endpoints[name];
  expect(access).toBe(endpoint.access);

  if (endpoint.access !== 'signed-in') return;
  expect(roles.toSorted()).toEqual(endpoint.roles.toSorted());
  expect(body === undefined ? 'none' : body.optional ? 'optional' : 'required').toBe(endpoint.body);
});

const contents = operationNames.flatMap((name) =>
  Object.entries(operations[name].replies).flatMap(([status, reply]) =>
    Object.values<Content>(reply.content ?? {}).map((content) => ({ name, status, content })),
  ),
);

test('every example of an answer is one', () => {
  for (const { name, status, content } of contents) {
    if (typeof content !== 'object' || !('schema' in content)) continue;
    expect([name, status, accepts(content.schema, content.example)]).toEqual([name, status, 'accepted']);
  }
});

test('every example of a body is taken by the schema that checks requests', () => {
  for (const name of operationNames) {
    const { schema, examples = {} } = operations[name].body ?? {};
    for (const [title, value] of Object.entries(examples)) {
      expect([name, title, schema && accepts(schema, value)]).toEqual([name, title, 'accepted']);
    }
  }
});

test('every example of a parameter is a good one', () => {
  for (const { name, schema, example } of Object.values(parameters)) {
    expect([name, accepts(schema, example)]).toEqual([name, 'accepted']);
  }
});

test('what the app refuses as unknown is closed, and what it answers is open to new fields', () => {
  const { schemas } = document.components;
  for (const name of [
    'PlaceOrder',
    'CancelOrder',
    'ShipOrder',
    'PutProduct',
    'SetStock',
    'AddImage',
    'Address',
    'PutWebhookEndpoint',
  ]) {
    expect([name, schemas[name]?.additionalProperties]).toEqual([name, false]);
  }
  for (const name of ['Order', 'Product', 'Image', 'StockLevel', 'WebhookEndpoint', 'WebhookDelivery', 'Problem']) {
    expect(schemas[name]).not.toHaveProperty('additionalProperties');
  }
});
