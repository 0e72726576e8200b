import { z } from 'zod';
import { read, refusal } from '../client/api-answers.ts';
import { type HttpAnswer, retryingFetch } from '../client/retrying-fetch.ts';

const added = z.object({
  imageId: z.string(),
  upload: z.object({ method: z.string(), url: z.url(), headers: z.record(z.string(), z.string()) }),
});
const image = z.object({
  id: z.string(),
  status: z.enum(['awaiting_upload', 'ready', 'rejected']),
  reason: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  variants: z.array(
    z.object({ width: z.int(), height: z.int(), format: z.string(), bytes: z.int(), url: z.string().startsWith('/') }),
  ),
});
const product = z.object({ id: z.string(), images: z.array(image) });
const problem = z.object({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});

export type AddedImage = z.infer<typeof added>;
export type ImageAnswer = z.infer<typeof image>;
export type Declared = { contentType: string; bytes: number };

/** What the API refuses before there is anything to upload. */
export type Refusal = { refused: string; detail: string };

export type UploadClient = {
  /** Creates the product unless it is there. */
  createProduct: (productId: string) => Promise<void>;
  /** Images of a product that is there. */
  images: (productId: string) => Promise<ImageAnswer[]>;
  /** A repetition after a lost answer leaves an image that is never uploaded: the nightly clean-up takes it. */
  addImage: (productId: string, declared: Declared) => Promise<AddedImage | Refusal>;
  image: (productId: string, imageId: string) => Promise<ImageAnswer>;
  /** Fine where it is gone already. */
  removeImage: (productId: string, imageId: string) => Promise<void>;
};

type Options = { url: string; token: () => Promise<string>; patienceMs: number };

const refusedAs = ({ status, text }: HttpAnswer): Refusal | undefined => {
  if (![403, 404, 409, 413, 415, 422].includes(status)) return undefined;
  try {
    const { code, detail = '', errors = [] } = problem.parse(JSON.parse(text));
    const fields = errors.map(({ pointer, message }) => `${pointer}: ${message}`);
    return { refused: code, detail: fields.length > 0 ? fields.join('\n') : detail };
  } catch {
    return undefined;
  }
};

/** Every call is repeated over broken connections, 429 and 5xx for as long as `patienceMs`; then it throws GaveUp, else Refused. */
export const uploadClient = ({ url, token, patienceMs }: Options): UploadClient => {
  const base = `${url.replace(/\/+$/, '')}/api/v1`;

  const send = async (method: string, path: string, body?: unknown, extra: Record<string, string> = {}) => {
    const headers = {
      authorization: `Bearer ${await token()}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...extra,
    };
    const call = { method, url: base + path, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return retryingFetch(call, Date.now() + patienceMs);
  };

  return {
    createProduct: async (productId) => {
      const path = `/products/${encodeURIComponent(productId)}`;
      const body = { name: productId, price: { amount: 1000, currency: 'EUR' } };
      const answer = await send('PUT', path, body, { 'if-none-match': '*' });
      if (answer.status !== 201 && answer.status !== 412) throw refusal(answer, `PUT ${path}`);
    },
    images: async (productId) => {
      const path = `/products/${encodeURIComponent(productId)}`;
      const answer = await send('GET', path);
      if (answer.status !== 200) throw refusal(answer, `GET ${path}`);
      return read(product, answer, `GET ${path}`).images;
    },
    addImage: async (productId, declared) => {
      const path = `/products/${encodeURIComponent(productId)}/images`;
      const answer = await send('POST', path, declared);
      if (answer.status === 201) return read(added, answer, `POST ${path}`);
      const refused = refusedAs(answer);
      if (refused === undefined) throw refusal(answer, `POST ${path}`);
      return refused;
    },
    image: async (productId, imageId) => {
      const path = `/products/${encodeURIComponent(productId)}/images/${imageId}`;
      const answer = await send('GET', path);
      if (answer.status !== 200) throw refusal(answer, `GET ${path}`);
      return read(image, answer, `GET ${path}`);
    },
    removeImage: async (productId, imageId) => {
      const path = `/products/${encodeURIComponent(productId)}/images/${imageId}`;
      const answer = await send('DELETE', path);
      if (answer.status !== 204 && answer.status !== 404) throw refusal(answer, `DELETE ${path}`);
    },
  };
};
