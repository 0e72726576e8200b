import { z } from 'zod';
import type { ApiClient } from '../client/api-client.ts';
import { parseProblem, readAnswer } from '../client/read-answer.ts';
import type { HttpAnswer } from '../client/retrying-fetch.ts';

const addedImage = z.object({
  id: z.string(),
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

type AddedImage = z.infer<typeof addedImage>;
export type ImageAnswer = z.infer<typeof image>;
export type ImageDeclaration = { contentType: string; bytes: number };

/** What the API refuses before there is anything to upload. */
type Refusal = { refused: string; detail: string };

export type UploadClient = {
  /** Creates the product unless it exists. */
  createProduct: (productId: string) => Promise<void>;
  /** Images of a product that exists. */
  images: (productId: string) => Promise<ImageAnswer[]>;
  /**
   * Repeated after a lost answer, it leaves an image without an upload: the nightly clean-up
   * removes it.
   */
  addImage: (productId: string, declared: ImageDeclaration) => Promise<AddedImage | Refusal>;
  image: (productId: string, imageId: string) => Promise<ImageAnswer>;
  /** Does nothing if the image is gone already. */
  removeImage: (productId: string, imageId: string) => Promise<void>;
};

const REFUSAL_STATUSES = [403, 404, 409, 413, 415, 422];

const parseRefusal = (answer: HttpAnswer): Refusal | undefined => {
  const { code, detail = '', errors = [] } = parseProblem(answer);
  if (!REFUSAL_STATUSES.includes(answer.status) || code === undefined) return undefined;
  const fields = errors.map(({ pointer, message }) => `${pointer}: ${message}`);
  return { refused: code, detail: fields.length > 0 ? fields.join('\n') : detail };
};

const productPath = (productId: string): string => `/products/${encodeURIComponent(productId)}`;

/**
 * The calls of an upload. Each throws a Failure for an answer that it does not expect, or for none.
 */
export const uploadClient = (client: ApiClient): UploadClient => ({
  createProduct: async (productId) => {
    const body = { name: productId, price: { amount: 1000, currency: 'EUR' } };
    const headers = { 'if-none-match': '*' };
    await client.expect([201, 412], { method: 'PUT', path: productPath(productId), headers, body });
  },
  images: async (productId) => (await client.read(product, { method: 'GET', path: productPath(productId) })).images,
  addImage: async (productId, declared) => {
    const call = { method: 'POST', path: `${productPath(productId)}/images`, body: declared };
    const answer = await client.send(call);
    if (answer.status === 201) return readAnswer(addedImage, answer, `POST ${call.path}`);
    const refused = parseRefusal(answer);
    if (refused === undefined) throw client.toFailure(answer, call);
    return refused;
  },
  image: (productId, imageId) =>
    client.read(image, { method: 'GET', path: `${productPath(productId)}/images/${imageId}` }),
  removeImage: async (productId, imageId) => {
    await client.expect([204, 404], { method: 'DELETE', path: `${productPath(productId)}/images/${imageId}` });
  },
});
