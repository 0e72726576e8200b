import { apiClient } from '../../cli/client/api-client.ts';
import { fixedBearer } from '../../cli/client/tokens.ts';
import { drawImage } from '../../cli/seed/draw-image.ts';
import { seedCatalogue } from '../../cli/seed/seed-catalogue.ts';
import { buy } from '../../docs/examples/buy.ts';
import { openapiDocument } from '../../tools/openapi/document.ts';
import type { OperationObject, ParameterObject, Ref } from '../../tools/openapi/document-shape.ts';
import { guides } from '../../tools/openapi/guides.ts';
import { fieldsOf, textField } from '../support/api-answer.ts';
import { checkContract, operationAt } from '../support/api-contract.ts';
import { parseCurl, shellLinesIn } from '../support/curl.ts';
import { httpApi } from '../support/http-api.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(180_000);

const ADMIN = ['ada', 'admin'] as const;
const document = openapiDocument();

let stack: Stack;
let api: ReturnType<typeof httpApi>;

beforeAll(async () => {
  stack = await startStack({ storage: true });
  api = httpApi(stack);
  const admin = await stack.token(...ADMIN);
  const bearer = fixedBearer(admin);
  await seedCatalogue(apiClient({ api: `${stack.url}/api/v1`, bearer, patienceMs: 30_000, repeatsChanges: true }));
});

afterAll(() => stack.close());

test('every request of the guides gets the answer that the guide names', async () => {
  const variables = new Map<string, string>();
  let expected: number | undefined;
  const got: string[] = [];
  for (const line of shellLinesIn(guides.join('\n'))) {
    const [, comment] = /^# (\d{3}):/.exec(line) ?? [];
    const [, variable = '', sub = '', role] =
      /^(\w+)=\$\(npx hearth token --sub (\w+)(?: --role (\w+))?\)$/.exec(line) ?? [];
    if (comment !== undefined) expected = Number(comment);
    else if (variable !== '') variables.set(variable, await stack.token(sub, ...(role === undefined ? [] : [role])));
    else if (line === 'API=http://127.0.0.1:7071/api/v1') variables.set('API', `${stack.url}/api/v1`);
    else {
      const { url, headers, method, body } = parseCurl(line, variables);
      const path = url.replace(`${stack.url}/api/v1`, '');
      const answer = await api.call(method, path, {
        headers: Object.fromEntries(headers),
        ...(body !== undefined && { body }),
      });
      got.push(`${method} ${path} ${answer.headers.get('idempotency-replayed') ?? 'new'}`);
      expect([line, answer.status]).toEqual([line, expected]);
      expected = undefined;
    }
  }

  expect(got).toEqual([
    'GET /orders new',
    'POST /orders new',
    'GET /products?limit=3 new',
    'POST /orders new',
    'POST /orders true',
    'POST /orders new',
    'POST /webhook-endpoints new',
    'GET /webhook-endpoints new',
  ]);
});

test('the example with the generated types buys something', async () => {
  const order = await buy({ api: `${stack.url}/api/v1`, token: await stack.token('alice') });

  expect(order).toMatchObject({ status: 'confirmed', items: [{ quantity: 1 }] });
});

const parameterAt = (parameter: ParameterObject | Ref): ParameterObject => {
  if (!('$ref' in parameter)) return parameter;
  const found = document.components.parameters[parameter.$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`No ${parameter.$ref}`);
  return found;
};

const exampleOf = ({ examples }: ParameterObject): string => String(examples.example?.value);

const bodyOf = (path: string, method: string, title?: string): unknown => {
  const examples = document.paths[path]?.[method]?.requestBody?.content['application/json']?.examples ?? {};
  return title === undefined ? Object.values(examples)[0]?.value : examples[title]?.value;
};

const idOf = (answer: { body: Readonly<Record<string, unknown>> }, name = 'id'): string =>
  textField(fieldsOf(answer.body), name);

/** Make what an operation needs, by a parameter of it. The first that fits counts. */
const makers: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  width: async () => {
    const drawn = await drawImage('oak-table');
    if (!drawn) throw new Error('No drawing of an oak table.');
    const imageId = await api.upload('oak-table', drawn.bytes, drawn.contentType);
    await api.untilProcessed('oak-table', imageId);
    return { id: 'oak-table', imageId };
  },
  deliveredEventId: async () => {
    const { id = '' } = (await makers.endpointId?.()) ?? {};
    const test = await api.call('POST', `/webhook-endpoints/${id}/test`, { as: ADMIN });
    return { id, eventId: idOf(test, 'eventId') };
  },
  eventId: async () => {
    const { id = '' } = (await makers.deliveredEventId?.()) ?? {};
    const { body } = await api.call('GET', `/events?subject=${id}`, { as: ADMIN });
    const [event] = Array.isArray(body.items) ? body.items : [];
    return { id: textField(fieldsOf(event), 'id') };
  },
  endpointId: async () => {
    const body = bodyOf('/webhook-endpoints', 'post');
    return { id: idOf(await api.call('POST', '/webhook-endpoints', { as: ADMIN, body })) };
  },
  imageId: async () => {
    const body = bodyOf('/products/{id}/images', 'post');
    const image = await api.call('POST', '/products/oak-table/images', { as: ADMIN, body });
    return { id: 'oak-table', imageId: idOf(image) };
  },
  orderId: async () => {
    const placed = await api.call('POST', '/orders', { as: ADMIN, body: bodyOf('/orders', 'post') });
    await api.until(placed.body.id, ({ status }) => status === 'confirmed');
    return { id: idOf(placed) };
  },
};

/** A shop that has just opened has no dead letter, and no report of that day. */
const missing = ['replayDeadLetter', 'discardDeadLetter', 'getReport'];

const last = (name: string): number => (name === 'deleteProduct' ? 1 : 0);

/** Every operation with each example of its body; last, what removes a product that others use. */
const cases = Object.entries(document.paths)
  .flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const titles = Object.keys(operation.requestBody?.content['application/json']?.examples ?? {});
      const bodies: readonly (string | undefined)[] = titles.length > 0 ? titles : [undefined];
      return bodies.map((title) => ({
        name: `${operation.operationId} ${title ?? ''}`.trim(),
        path,
        method,
        operation,
        title,
      }));
    }),
  )
  .toSorted((a, b) => last(a.name) - last(b.name));

const isParameterOf = (operation: OperationObject, name: string): boolean =>
  operation.parameters.some((each) => '$ref' in each && each.$ref.endsWith(`/${name}`));

/** Only a page knows a cursor, and only an answer knows an entity tag. */
const isKnownAhead = ({ name }: ParameterObject): boolean => name !== 'cursor' && !name.startsWith('If-');

const pairsIn = (parameters: readonly ParameterObject[], where: ParameterObject['in']): [string, string][] =>
  parameters.filter((each) => each.in === where && isKnownAhead(each)).map((each) => [each.name, exampleOf(each)]);

test.each(cases)('the example of $name works on the demo shop', async ({ path, method, operation, title }) => {
  const parameters = operation.parameters.map(parameterAt);
  const maker = Object.keys(makers).find((name) => isParameterOf(operation, name));
  const made = maker === undefined ? {} : ((await makers[maker]?.()) ?? {});
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    return made[name] ?? (parameter ? exampleOf(parameter) : '');
  });
  const body = title === undefined ? undefined : JSON.stringify(bodyOf(path, method, title));
  const response = await fetch(`${stack.url}/api/v1${filled}?${new URLSearchParams(pairsIn(parameters, 'query'))}`, {
    method,
    headers: {
      authorization: `Bearer ${await stack.token(...ADMIN)}`,
      ...Object.fromEntries(pairsIn(parameters, 'header')),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
  const { status, headers } = response;
  const text = await response.text();
  const name = operation.operationId.replace(/Head$/, '');

  expect(status < 300 || status === 404 ? status < 300 : `${status} ${text}`).toBe(!missing.includes(name));
  const found = operationAt(method.toUpperCase(), `/v1${filled}`);
  expect(found).toBe(name);
  if (found !== undefined) checkContract(found, method.toUpperCase(), { status, headers, text });
});
