import { isRecord } from '../../../tools/is-record.ts';
import { openapiDocument } from '../../../tools/openapi/document.ts';
import { gatewayDocument } from '../../../tools/openapi/gateway-document.ts';

const document = openapiDocument();
const projection = gatewayDocument();

test('has nothing that is new in OpenAPI 3.1', () => {
  expect(projection.openapi).toBe('3.0.3');
  expect(JSON.stringify(projection)).not.toMatch(/"(?:const|propertyNames|identifier)":|"type":\[/);
  expect(JSON.stringify(document)).toMatch(/"(?:const|propertyNames|identifier)":/);
});

test('has the operations, texts and examples of the document', () => {
  const textsIn = (value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) return value.flatMap(textsIn);
    if (!isRecord(value)) return [];
    const { operationId, summary, description, example, examples, ...others } = value;
    return [operationId, summary, description, example, examples, ...Object.values(others).flatMap(textsIn)];
  };

  expect(textsIn(projection.paths)).toEqual(textsIn(document.paths));
});

test('names that look like keywords of schemas stay', () => {
  const properties = (of: object, schema: string): unknown => Object(of).components.schemas[schema].properties;
  for (const schema of Object.keys(document.components.schemas)) {
    expect(Object.keys(Object(properties(projection, schema)))).toEqual(
      Object.keys(Object(properties(document, schema))),
    );
  }
});
