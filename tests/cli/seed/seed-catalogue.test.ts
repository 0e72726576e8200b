import { createServer, type Server } from 'node:http';
import { apiClient } from '../../../cli/client/api-client.ts';
import { fixedBearer } from '../../../cli/client/tokens.ts';
import { demoCatalogue } from '../../../cli/seed/demo-catalogue.ts';
import { seedCatalogue } from '../../../cli/seed/seed-catalogue.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

/** As much of the API as the seed touches, and what it was asked. */
const createApi = () => {
  const products = new Map<string, unknown>();
  const received = new Map<string, number>();
  const writes: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const [, id = '', stock] = /^\/api\/v1\/products\/([^/]+)(\/stock)?$/.exec(request.url ?? '') ?? [];
    const answer = (status: number, body: unknown = {}) => response.writeHead(status).end(JSON.stringify(body));
    if (request.headers.authorization !== 'Bearer secret') answer(401);
    else if (request.method === 'GET') answer(received.has(id) ? 200 : 404, { received: received.get(id) });
    else if (stock) {
      writes.push(`stock ${id}`);
      received.set(id, JSON.parse(text).set);
      answer(200);
    } else if (products.has(id) && request.headers['if-none-match'] === '*') answer(412);
    else {
      writes.push(`product ${id}`);
      products.set(id, JSON.parse(text));
      answer(201);
    }
  });
  return { server, products, received, writes };
};

const listen = async (server: Server): Promise<string> => `http://127.0.0.1:${await listenOnFreePort(server)}`;

const clientOf = (url: string, token = 'secret') =>
  apiClient({
    api: `${url}/api/v1`,
    bearer: fixedBearer(token),
    patienceMs: 0,
    attemptMs: 10_000,
    repeatsChanges: true,
    advice: { 503: 'Check the settings.' },
  });

describe('the demo catalogue', () => {
  const api = createApi();
  let url = '';

  beforeAll(async () => {
    url = await listen(api.server);
  });

  afterAll(() => api.server.close());

  test('has a dozen products that differ, one of them sold out and one nearly', () => {
    expect(new Set(demoCatalogue.map(({ id }) => id)).size).toBe(12);
    expect(demoCatalogue.some(({ stock }) => stock === 0)).toBe(true);
    expect(demoCatalogue.some(({ stock }) => stock > 0 && stock <= 5)).toBe(true);
  });

  test('is put with prices and stock', async () => {
    expect(await seedCatalogue(clientOf(url))).toEqual({ created: 12, present: 0 });
    expect(api.products.get('enamel-kettle')).toMatchObject({ price: { amount: 4900, currency: 'EUR' } });
    expect(api.received.get('enamel-kettle')).toBe(40);
    expect(api.received.has('brass-lighter')).toBe(false);
  });

  test('leaves what is there as it is when it is put again', async () => {
    const before = api.writes.length;

    expect(await seedCatalogue(clientOf(url))).toEqual({ created: 0, present: 12 });
    expect(api.writes).toHaveLength(before);
  });

  test('gives stock to a product that was put without any', async () => {
    api.received.delete('enamel-kettle');
    const before = api.writes.length;
    await seedCatalogue(clientOf(url));

    expect(api.writes.slice(before)).toEqual(['stock enamel-kettle']);
  });

  test('says in one line what the API answered and what to do when it cannot store', async () => {
    const server = createServer((_, response) => {
      response.writeHead(503).end('{"title":"Unavailable",\n"detail":"Try again later."}');
    });
    const broken = await listen(server);
    const products = demoCatalogue.slice(0, 1);

    await expect(seedCatalogue(clientOf(broken), products)).rejects.toThrow(
      'PUT /products/enamel-kettle failed with 503: Try again later. Check the settings.',
    );

    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(seedCatalogue(clientOf(broken), products)).rejects.toThrow(/^No answer from /);
  });

  test('says what the API answered when it refuses', async () => {
    await expect(seedCatalogue(clientOf(url, 'wrong'))).rejects.toThrow(/^PUT \/products\/.* failed with 401/);
  });
});
