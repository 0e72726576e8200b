import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { BlobServiceClient } from '@azure/storage-blob';
import { blobBookmarks } from '../../../src/adapters/blob/blob-bookmarks.ts';
import { blobCall } from '../../../src/adapters/blob/blob-call.ts';
import { blobClient } from '../../../src/adapters/blob/blob-client.ts';
import { blobImages } from '../../../src/adapters/blob/blob-images.ts';
import { blobReports } from '../../../src/adapters/blob/blob-reports.ts';
import type { Images } from '../../../src/application/ports/images.ts';
import type { Reports } from '../../../src/application/ports/reports.ts';
import { variantFormats, variantWidths } from '../../../src/domain/image.ts';
import { sampleKey } from '../../contracts/images-contract.ts';
import { holdLimits } from '../../support/hold-limits.ts';
import { toEtag } from '../../support/ids.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

const key = sampleKey();
const BYTES = Buffer.from('the bytes of a variant');

let server: Server;
let requests: IncomingMessage[];
let answer: RequestListener;
let images: Images;
let reports: Reports;
let client: BlobServiceClient;

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    answer(request, response);
  });
  const endpoint = `http://127.0.0.1:${await listenOnFreePort(server)}/shop`;
  client = await blobClient({
    connectionString: `DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=a2V5;BlobEndpoint=${endpoint}`,
  });
  images = blobImages(client);
  reports = blobReports(client);
});

afterEach(async () => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** One of each kind of request. */
const calls: Record<string, () => Promise<unknown>> = {
  readVariant: () => images.readVariant(key, 800, 'webp'),
  variantEtag: () => images.variantEtag(key, 800, 'webp'),
  readOriginal: () => images.readOriginal(key),
  originalSize: () => images.originalSize(key),
  renewOriginal: () => images.renewOriginal(key),
  listOriginals: async () => {
    for await (const _ of images.listOriginals());
  },
  removeOriginal: () => images.removeOriginal({ key, etag: toEtag('"1"') }),
  removeVariant: () => images.removeVariant({ key: { ...key, name: 800, format: 'webp' }, etag: toEtag('"1"') }),
  writeVariant: () => images.writeVariant(key, { name: 800, format: 'webp', bytes: BYTES }),
  remove: () => images.remove(key),
  readBookmark: () => blobBookmarks(client).read('job'),
  writeBookmark: () => blobBookmarks(client).write('job', 'here'),
  readReport: () => reports.read('2026-03-01', 'json'),
  createReport: () => reports.create('2026-03-01', 'json', BYTES),
  listReports: () => reports.listDays(),
};

const status = (code: number, errorCode: string) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(code, { 'x-ms-error-code': errorCode, 'content-length': 0 }).end();

describe.each(Object.entries(calls))('%s', (name, call) => {
  test.each([
    [500, 'InternalError', false],
    [502, 'BadGateway', false],
    [503, 'ServerBusy', true],
    [504, 'OperationTimedOut', false],
    [429, 'TooManyRequests', true],
  ])('is unavailable if Storage answers %d %s', async (code, errorCode, throttled) => {
    answer = status(code, errorCode);
    await expect(call()).rejects.toMatchObject({ name: 'Unavailable', dependency: 'media', throttled });
  });

  test('is unavailable if the connection drops, after a few tries', async () => {
    answer = (request) => request.socket.destroy();
    await expect(call()).rejects.toMatchObject({ name: 'Unavailable', throttled: false });
    expect(requests.length).toBeLessThanOrEqual(3 * 7);
  });

  test('is unavailable if nothing listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(call()).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('is unavailable if Storage never answers, and ends its requests', async () => {
    const ended: Promise<unknown>[] = [];
    const { limits, expire } = holdLimits();
    answer = (_, response) => {
      ended.push(once(response, 'close'));
      expire();
    };

    await expect(call()).rejects.toMatchObject({ name: 'Unavailable' });
    // A renewal transfers a whole upload, of any size, twice.
    expect(Math.min(...limits())).toBeLessThanOrEqual(name === 'renewOriginal' ? 60_000 : 15_000);
    await Promise.all(ended);
  });

  test.each([
    [400, 'InvalidHeaderValue'],
    [403, 'AuthorizationFailure'],
    [409, 'BlobBeingRehydrated'],
  ])('is a fault if Storage answers %d %s', async (code, errorCode) => {
    answer = status(code, errorCode);
    await expect(call()).rejects.toMatchObject({ statusCode: code });
  });
});

describe('a read', () => {
  const head = { 'content-length': BYTES.length, etag: '"1"', 'last-modified': new Date(0).toUTCString() };

  test('is one request', async () => {
    answer = (_, response) => response.writeHead(200, head).end(BYTES);
    expect(await images.readVariant(key, 800, 'webp')).toEqual({ bytes: BYTES, etag: '"1"' });
    expect(requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('of only the tag transfers no bytes', async () => {
    answer = (_, response) => response.writeHead(200, head).end();
    expect(await images.variantEtag(key, 800, 'webp')).toBe('"1"');
    expect(requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  test('of an original requests no more bytes than are used', async () => {
    answer = (_, response) => response.writeHead(206, head).end(BYTES);
    expect(await images.readOriginal(key)).toEqual(BYTES);
    expect(requests[0]?.headers['x-ms-range']).toBe(`bytes=0-${20 * 1024 * 1024}`);
  });

  test('of a blob without an ETag is not trusted', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 0 }).end();
    await expect(images.variantEtag(key, 800, 'webp')).rejects.toThrow('no ETag');
  });

  test('that breaks off is unavailable', async () => {
    answer = (request, response) =>
      response.writeHead(200, head).write(BYTES.subarray(0, 1), () => request.socket.destroy());
    await expect(images.readVariant(key, 800, 'webp')).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'media',
      cause: expect.any(Error),
    });
  });

  test('that stalls is unavailable', async () => {
    const { expire } = holdLimits();
    answer = (_, response) => response.writeHead(200, head).write(BYTES.subarray(0, 1), expire);
    await expect(images.readVariant(key, 800, 'webp')).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('of a container that is not there finds nothing', async () => {
    answer = status(404, 'ContainerNotFound');
    expect(await images.readVariant(key, 800, 'webp')).toBeUndefined();
  });
});

describe('a renewal', () => {
  const found = { 'content-length': BYTES.length, etag: '"1"', 'last-modified': new Date(0).toUTCString() };
  const kept = { 'content-type': 'image/png', 'x-ms-meta-camera': 'c' };

  /** Statuses. `commit`: of the last write. `exists`: of the question whether the blob is there. */
  const answerWith = ({ commit = 201, exists = 200, head = {} }) => {
    answer = ({ method, url }, response) => {
      if (method === 'GET') response.writeHead(200, { ...found, ...head }).end(BYTES);
      else if (method === 'HEAD') response.writeHead(exists, exists === 200 ? found : {}).end();
      else response.writeHead(url?.includes('comp=blocklist') ? commit : 201, { 'content-length': 0 }).end();
    };
  };

  test('writes over the version that it read, and keeps its type and its metadata', async () => {
    answerWith({ head: kept });
    expect(await images.renewOriginal(key)).toBe('renewed');
    expect(requests.at(-1)?.headers).toMatchObject({
      'if-match': '"1"',
      'x-ms-blob-content-type': 'image/png',
      'x-ms-meta-camera': 'c',
    });
  });

  test('of a blob that somebody else has replaced meanwhile is done', async () => {
    answerWith({ commit: 412 });
    expect(await images.renewOriginal(key)).toBe('renewed');
  });

  test.each([404, 412])('of a blob that somebody else has removed meanwhile (%d) finds it gone', async (commit) => {
    answerWith({ commit, exists: 404 });
    expect(await images.renewOriginal(key)).toBe('gone');
  });

  test('does not wait forever to learn whether the blob still exists', async () => {
    const { expire } = holdLimits();
    const ended: Promise<unknown>[] = [];
    answerWith({ commit: 412 });
    const known = answer;
    answer = (request, response) => {
      if (request.method !== 'HEAD') known(request, response);
      else {
        ended.push(once(response, 'close'));
        expire();
      }
    };

    await expect(images.renewOriginal(key)).rejects.toMatchObject({ name: 'Unavailable' });
    await Promise.all(ended);
    expect(ended).toHaveLength(1);
  });

  test('of a blob without an ETag is a fault: nothing would protect newer bytes', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': BYTES.length }).end(BYTES);
    await expect(images.renewOriginal(key)).rejects.toThrow(/etag/i);
    expect(requests).toHaveLength(1);
  });
});

test.each([
  [404, 'BlobNotFound'],
  [412, 'ConditionNotMet'],
])('one version of a blob that is gone, or was written again (%d), is not removed', async (code, errorCode) => {
  answer = status(code, errorCode);
  const variant = { ...key, name: 800, format: 'webp' } as const;

  expect(await images.removeOriginal({ key, etag: toEtag('"1"') })).toBe('stale');
  expect(await images.removeVariant({ key: variant, etag: toEtag('"1"') })).toBe('stale');
});

test('variants whose removal is never answered keep no connection', async () => {
  const { expire } = holdLimits();
  const ended: Promise<unknown>[] = [];
  answer = (request, response) => {
    if (request.url?.includes('/uploads/')) status(404, 'BlobNotFound')(request, response);
    else ended.push(once(response, 'close'));
    if (ended.length === variantWidths.length * variantFormats.length) expire();
  };

  await expect(images.remove(key)).rejects.toMatchObject({ name: 'Unavailable' });
  await Promise.all(ended);
});

test('a single failure goes unnoticed', async () => {
  answer = (request, response) => {
    if (requests.length === 1) status(503, 'ServerBusy')(request, response);
    else response.writeHead(201, { etag: '"1"', 'content-length': 0 }).end();
  };
  await images.writeVariant(key, { name: 800, format: 'webp', bytes: BYTES });
  expect(requests).toHaveLength(2);
});

test('an upload URL over http allows http, one over https does not', async () => {
  const soon = new Date(Date.now() + 60_000);
  expect(new URL(await images.uploadUrl(key, soon)).searchParams.get('spr')).toBe('https,http');

  const secure = BlobServiceClient.fromConnectionString(
    'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=a2V5;EndpointSuffix=core.windows.net',
  );
  const url = new URL(await blobImages(secure).uploadUrl(key, soon));

  expect([url.origin, url.searchParams.get('spr')]).toEqual(['https://shop.blob.core.windows.net', 'https']);
  expect(requests).toEqual([]);
});

test.each([undefined, null, 'text', 7])('what is thrown as %j is thrown unchanged', async (odd) => {
  await expect(blobCall(() => Promise.reject(odd))).rejects.toBe(odd);
});

describe('a report', () => {
  const refusal = (code: number, errorCode: string) => (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(code, { 'content-type': 'application/xml' }).end(`<Error><Code>${errorCode}</Code></Error>`);

  test.each([
    [409, 'BlobAlreadyExists'],
    [412, 'ConditionNotMet'],
  ])('counts as existing if Storage answers %d %s', async (code, errorCode) => {
    answer = refusal(code, errorCode);
    expect(await reports.create('2026-03-01', 'json', BYTES)).toBe('exists');
  });

  test('is only ever created, never overwritten, even if a lost answer causes a second try', async () => {
    answer = (request, response) => {
      if (requests.length === 1) request.socket.destroy();
      else refusal(409, 'BlobAlreadyExists')(request, response);
    };
    expect(await reports.create('2026-03-01', 'csv', BYTES)).toBe('exists');

    const attempt = ['PUT', expect.stringMatching(/^\/shop\/reports\/sales\/2026-03-01\.csv\b/), '*'];
    const seen = requests.map(({ method, url, headers }) => [method, url, headers['if-none-match']]);
    expect(seen).toEqual([attempt, attempt]);
  });

  test('is listed from every page of a long list, by its JSON', async () => {
    const blob = (name: string) => `<Blob><Name>sales/${name}</Name><Properties/></Blob>`;
    const page = (names: string[], next: string) =>
      `<?xml version="1.0"?><EnumerationResults><Blobs>${names.map(blob).join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
    const pages: Record<string, string> = {
      '': page(['2026-03-01.csv', '2026-03-01.json'], 'second'),
      second: page([], 'third'),
      third: page(['2026-03-02.csv', '2026-03-03.csv', '2026-03-03.json'], ''),
    };
    answer = (request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      expect(query.get('prefix')).toBe('sales/');

      const body = pages[query.get('marker') ?? ''] ?? '';
      response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
    };

    expect(await reports.listDays()).toEqual(new Set(['2026-03-01', '2026-03-03']));
    expect(requests).toHaveLength(3);
  });
});
