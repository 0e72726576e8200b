import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

export type FakeImage = {
  id: string;
  status: string;
  reason?: string;
  width?: number;
  height?: number;
  variants: unknown[];
};

type Put = { productId: string; bytes: Buffer; headers: Record<string, unknown> };

const listen = async (server: Server): Promise<string> => `http://127.0.0.1:${await listenOnFreePort(server)}`;

const variants = (productId: string, id: string) =>
  [800, 400].flatMap((width) =>
    ['webp', 'jpeg'].map((format) => ({
      width,
      height: width / 2,
      format,
      bytes: 9,
      url: `/api/v1/images/${productId}/${id}/${width}`,
    })),
  );

/**
 * Hearth, its Storage and its token issuer, as far as an upload uses them. Bytes that begin with
 * `bad` are rejected.
 */
export const startFakeShop = async (products: readonly string[] = ['kettle']) => {
  const images = new Map<string, FakeImage[]>(products.map((id) => [id, []]));
  const puts: Put[] = [];
  const declared: { contentType: string; bytes: number }[] = [];
  /** Answers of Storage that go before the right one. */
  const storageAnswers: (number | 'cut')[] = [];
  const asked: string[] = [];
  let base = '';
  let processing = true;

  const process = (productId: string, image: FakeImage, bytes: Buffer): void => {
    if (!processing) return;
    if (bytes.toString('latin1', 0, 3) === 'bad') Object.assign(image, { status: 'rejected', reason: 'corrupt' });
    else Object.assign(image, { status: 'ready', width: 1600, height: 800, variants: variants(productId, image.id) });
  };

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = '', url = '', headers } = request;
    asked.push(`${method} ${url}`);
    const answer = (status: number, json: unknown = {}, extra: Record<string, string> = {}) =>
      response.writeHead(status, extra).end(JSON.stringify(json));
    if (url === '/.well-known/openid-configuration') return answer(200, { token_endpoint: `${base}/token` });
    if (url === '/token') return answer(200, { access_token: 'secret', expires_in: 3600 });
    if (url === '/api/v1/health/live') return answer(200);

    const [, blobProduct, blobImage] = /^\/storage\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
    if (blobProduct !== undefined) {
      const image = images.get(blobProduct)?.find(({ id }) => id === blobImage);
      const next = storageAnswers.shift();
      if (next === 'cut') return request.socket.destroy();
      if (next !== undefined && next !== 201) {
        return answer(next, {}, { 'x-ms-error-code': next === 409 ? 'BlobAlreadyExists' : 'Trouble' });
      }
      puts.push({ productId: blobProduct, bytes: body, headers });
      if (image) process(blobProduct, image, body);
      return answer(201);
    }

    if (headers.authorization !== 'Bearer secret') return answer(401, { code: 'unauthorized', detail: 'no' });
    const [, productId = '', part, imageId] = /^\/api\/v1\/products\/([^/]+)(\/images)?(?:\/([^/]+))?$/.exec(url) ?? [];
    const found = images.get(productId);
    if (method === 'PUT') {
      if (found !== undefined) return answer(412, { code: 'precondition_failed', detail: 'there' });
      images.set(productId, []);
      return answer(201);
    }
    if (found === undefined) return answer(404, { code: 'not_found', detail: 'There is no such product.' });
    if (method === 'DELETE') {
      images.set(
        productId,
        found.filter(({ id }) => id !== imageId),
      );
      return answer(204);
    }
    if (method === 'GET' && part === undefined) return answer(200, { id: productId, images: found });
    if (method === 'GET')
      return answer(
        200,
        found.find(({ id }) => id === imageId),
      );
    const wish: { contentType: string; bytes: number } = JSON.parse(body.toString());
    if (!['image/jpeg', 'image/png', 'image/webp'].includes(wish.contentType)) {
      const errors = [{ pointer: '/contentType', message: 'Not on the list.' }];
      return answer(422, { code: 'validation_failed', detail: 'The body is not valid; see errors.', errors });
    }
    declared.push(wish);
    const image = { id: `image-${declared.length}`, status: 'awaiting_upload', variants: [] };
    found.push(image);
    const upload = {
      method: 'PUT',
      url: `${base}/storage/${productId}/${image.id}`,
      headers: { 'content-type': wish.contentType, 'x-ms-blob-type': 'BlockBlob' },
    };
    return answer(201, { id: image.id, upload });
  });
  base = await listen(server);

  return {
    url: base,
    images,
    puts,
    declared,
    storageAnswers,
    asked,
    /** Uploads stay as they are from here on. */
    stall: () => {
      processing = false;
    },
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

export type FakeShop = Awaited<ReturnType<typeof startFakeShop>>;
