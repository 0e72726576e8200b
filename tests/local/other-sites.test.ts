import { request } from 'node:http';
import { startCosmos } from '../../local/cosmos/start-cosmos.ts';
import { startServiceBus } from '../../local/service-bus/start-service-bus.ts';
import { startTraces } from '../../local/traces/start-traces.ts';
import { startHost } from './functions-host/host-process.ts';

/** The status of a GET. `fetch` would set these headers itself. */
const get = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

const config = { UserConfig: { Namespaces: [{ Name: 'any', Queues: [], Topics: [] }], Logging: { Type: 'File' } } };

/** Where people and programs on this machine look into a part, and change it. */
const parts = {
  'the faults of Cosmos DB': async () => {
    const { url, close } = await startCosmos({ port: 0 });
    return { url: `${url}/_hearth/faults`, close };
  },
  'the control endpoint of Service Bus': async () => {
    const { controlUrl, close } = await startServiceBus({ port: 0, config });
    return { url: `${controlUrl}/_hearth/queues`, close };
  },
  'the traces': async () => {
    const { url, stop } = await startTraces({ port: 0 });
    return { url: `${url}/traces`, close: stop };
  },
  'the admin endpoints of the host': async () => {
    const host = await startHost({ main: "app.http('hello', { handler: () => ({}) });" });
    return { url: `${host.url}/admin/functions`, close: () => host.stop() };
  },
};

test.each(Object.entries(parts))('%s answer this machine, and no page from elsewhere', async (_, start) => {
  const { url, close } = await start();
  const { port } = new URL(url);

  expect(await get(url)).toBe(200);
  expect(await get(url, { host: `localhost:${port}` })).toBe(200);
  expect(await get(url, { origin: 'http://127.0.0.1:7070', 'sec-fetch-site': 'same-site' })).toBe(200);

  expect(await get(url, { host: `rebound.example:${port}` })).toBe(403);
  expect(await get(url, { origin: 'https://elsewhere.example' })).toBe(403);
  expect(await get(url, { origin: 'null' })).toBe(403);
  expect(await get(url, { 'sec-fetch-site': 'cross-site' })).toBe(403);
  await close();
});
