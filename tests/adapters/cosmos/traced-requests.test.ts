import { createHttpHeaders, createPipelineRequest, type HttpClient, type HttpMethods } from '@azure/core-rest-pipeline';
import { meteredHttpClient, tracedHttpClient } from '../../../src/adapters/cosmos/request-charge.ts';
import { noTelemetry } from '../../../src/application/ports/no-telemetry.ts';
import type { Attributes, Charge, SpanOptions } from '../../../src/application/ports/telemetry.ts';

const DOCUMENTS = 'https://shop.documents.azure.com/dbs/hearth/colls/orders/docs';

const answering = (status: number, charge?: string): HttpClient => ({
  sendRequest: async (request) => ({
    request,
    status,
    headers: createHttpHeaders(charge === undefined ? {} : { 'x-ms-request-charge': charge }),
  }),
});

type Asked = { url?: string; method?: HttpMethods; headers?: Record<string, string> };

const requestOf = ({ url = DOCUMENTS, method = 'GET', headers = {} }: Asked) =>
  createPipelineRequest({ url, method, headers: createHttpHeaders(headers) });

const trace = async (asked: Asked, status = 200) => {
  const spans: { name: string; options: SpanOptions; set: Attributes }[] = [];
  const client = tracedHttpClient(answering(status, '2.5'), {
    ...noTelemetry,
    span: (name, options, work) =>
      work({
        set: (set) => {
          spans.push({ name, options, set });
        },
      }),
  });
  await client.sendRequest(requestOf(asked));
  return spans;
};

const batch = { 'x-ms-cosmos-is-batch-request': 'True' };
const plan = { 'x-ms-cosmos-is-query-plan-request': 'True' };
const query = { 'x-ms-documentdb-isquery': 'true' };

test.each<[Asked, string, string | undefined]>([
  [{ url: `${DOCUMENTS}/ord_1` }, 'read', 'orders'],
  [{ method: 'POST' }, 'create', 'orders'],
  [{ method: 'POST', headers: batch }, 'batch', 'orders'],
  [{ method: 'POST', headers: { ...query, ...plan } }, 'query plan', 'orders'],
  [{ method: 'POST', headers: query }, 'query', 'orders'],
  [{ method: 'POST', headers: { 'x-ms-documentdb-isquery': 'false' } }, 'create', 'orders'],
  [{ method: 'PUT', url: `${DOCUMENTS}/ord_1` }, 'replace', 'orders'],
  [{ method: 'PATCH', url: `${DOCUMENTS}/ord_1` }, 'patch', 'orders'],
  [{ method: 'DELETE', url: `${DOCUMENTS}/ord_1` }, 'delete', 'orders'],
  [{ method: 'OPTIONS' }, 'OPTIONS', 'orders'],
  [{ url: 'https://shop.documents.azure.com/dbs/hearth/colls/orders' }, 'metadata', undefined],
  [{ url: 'https://shop.documents.azure.com/dbs/hearth/colls/orders/docsets' }, 'metadata', undefined],
  [{ url: 'https://shop.documents.azure.com/' }, 'metadata', undefined],
])('the request %j is the span %s %s, without ids', async (asked, operation, container) => {
  expect(await trace(asked)).toStrictEqual([
    {
      name: container === undefined ? operation : `${operation} ${container}`,
      options: {
        kind: 'client',
        attributes: {
          'db.system.name': 'azure.cosmosdb',
          'db.operation.name': operation,
          'db.collection.name': container,
          'server.address': 'shop.documents.azure.com',
        },
      },
      set: {
        'db.response.status_code': '200',
        'azure.cosmosdb.operation.request_charge': 2.5,
        'error.type': undefined,
      },
    },
  ]);
});

test.each([
  [404, undefined],
  [409, undefined],
  [412, undefined],
  [499, undefined],
  [408, '408'],
  [429, '429'],
  [449, '449'],
  [500, '500'],
  [503, '503'],
])('the answer %i: the error of its span is %s', async (status, error) => {
  const [span] = await trace({}, status);
  expect(span?.set['error.type']).toBe(error);
});

test.each([
  ['2.5', [{ operation: 'orders.read', units: 2.5 }]],
  ['0', []],
  [undefined, []],
])('of an answer that costs %s, %j is charged', async (charge, expected) => {
  const charges: Charge[] = [];
  const client = meteredHttpClient(answering(200, charge), (each) => charges.push(each));
  await client.sendRequest(requestOf({ url: `${DOCUMENTS}/ord_1` }));

  expect(charges).toEqual(expected);
});
