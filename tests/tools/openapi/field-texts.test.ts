import { isRecord } from '../../../tools/is-record.ts';
import { openapiDocument } from '../../../tools/openapi/document.ts';
import type { JsonSchema } from '../../../tools/openapi/document-shape.ts';
import { fieldTexts, textKeyOf } from '../../../tools/openapi/field-texts/describe-fields.ts';
import { gatewayDocument } from '../../../tools/openapi/gateway-document.ts';
import { queryTexts } from '../../../tools/openapi/query-texts.ts';

const document = openapiDocument();
const { schemas, parameters, headers } = document.components;

/** Every field below a schema by its path, those of inline objects and lists included. */
const fieldsOf = (schema: JsonSchema, path: string): readonly (readonly [string, JsonSchema])[] => {
  const own = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  const inner = own.flatMap(([name, field]): readonly (readonly [string, JsonSchema])[] =>
    isRecord(field) ? [[`${path}.${name}`, field], ...fieldsOf(field, `${path}.${name}`)] : [],
  );
  return isRecord(schema.items) ? [...inner, ...fieldsOf(schema.items, path)] : inner;
};

const fields = Object.entries(schemas).flatMap(([name, schema]) => fieldsOf(schema, name));

const isSentence = (text: unknown): boolean => typeof text === 'string' && /^[A-Z`].*[.]$/.test(text);

/** A reference, or a list of references, has the examples of what it refers to. */
const hasExample = ({ $ref, items, examples }: JsonSchema): boolean =>
  $ref !== undefined ||
  (isRecord(items) && items.$ref !== undefined) ||
  (Array.isArray(examples) && examples.length > 0);

test('every field of every schema says what it means and has an example', () => {
  expect(fields.length).toBeGreaterThan(250);
  expect(fields.filter(([, { description }]) => !isSentence(description)).map(([path]) => path)).toEqual([]);
  expect(fields.filter(([, field]) => !hasExample(field)).map(([path]) => path)).toEqual([]);
});

test('every parameter says what it means and has an example', () => {
  const inline = Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .flatMap(({ operationId, parameters: own }) =>
      own.flatMap((parameter) => ('$ref' in parameter ? [] : [[operationId, parameter] as const])),
    );
  const all = [...inline, ...Object.entries(parameters)];

  expect(inline.length).toBeGreaterThan(40);
  for (const [where, { name, description, examples }] of all) {
    expect([where, name, isSentence(description)]).toEqual([where, name, true]);
    expect([where, name, Object.values(examples).length]).toEqual([where, name, 1]);
  }
});

test('every header of an answer says what it means and has an example', () => {
  for (const [name, { description, example }] of Object.entries(headers)) {
    expect([name, isSentence(description), example.length > 0]).toEqual([name, true, true]);
  }
});

test('no text describes a field or a parameter that does not exist', () => {
  const used = new Set([...fields.map(([path]) => textKeyOf(path)), 'ProductId']);
  expect(Object.keys(fieldTexts).filter((key) => !used.has(key))).toEqual([]);

  const asked = Object.values(document.paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId, parameters: own }) =>
      own.flatMap((parameter) => ('$ref' in parameter ? [] : [`${operationId}.${parameter.name}`])),
    ),
  );
  expect(Object.keys(queryTexts).filter((key) => !asked.includes(key))).toEqual([]);
});

test('the document of the gateway has one example for each field, as OpenAPI 3.0 asks for', () => {
  const { components } = gatewayDocument();
  const order = isRecord(components) && isRecord(components.schemas) ? components.schemas.Order : undefined;

  expect(order).toMatchObject({ properties: { status: { example: 'shipped' }, total: { example: 89000 } } });
  expect(JSON.stringify(order)).not.toContain('"examples"');
});
