import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '../client/progress.ts';
import { inspectFile, type SourceFile } from './content-type.ts';
import { BlobNotAccepted, putBlob } from './put-blob.ts';
import type { ImageAnswer, ImageDeclaration, UploadClient } from './upload-client.ts';

type Variant = ImageAnswer['variants'][number];

export type UploadOutcome = {
  file: string;
  bytes: number;
  contentType: string;
  /**
   * `refused`: by the API before the upload; `failed`: by Storage; `unfinished`: not processed in
   * time.
   */
  status: 'ready' | 'rejected' | 'refused' | 'failed' | 'unfinished';
  /** A code or, if `failed`, a sentence. */
  reason?: string;
  detail?: string;
  imageId?: string;
  width?: number;
  height?: number;
  /** With whole URLs. */
  variants: readonly Variant[];
  seconds: number;
};

export type UploadOptions = {
  client: UploadClient;
  /** Of the API, for the paths in its answers. */
  origin: string;
  product: string;
  files: readonly string[];
  create: boolean;
  /** Declares every file as one that the API accepts, to test the check after the upload. */
  force: boolean;
  /** For the processing of one image, from the end of its upload. */
  timeoutMs: number;
  progress: Progress;
};

export const ALLOWED_TYPES = ['image/jpeg', 'image/png', 'image/webp'];
export const MAX_BYTES = 20 * 1024 * 1024;
const POLL_MS = 400;

const declareImage = ({ contentType, bytes }: SourceFile, force: boolean): ImageDeclaration =>
  force
    ? {
        contentType: ALLOWED_TYPES.includes(contentType) ? contentType : 'image/jpeg',
        bytes: Math.max(1, Math.min(bytes, MAX_BYTES)),
      }
    : { contentType, bytes };

type UploadedImage = { imageId: string; endedAt: number };

const toKib = (bytes: number): number => Math.ceil(bytes / 1024);

const uploadFile = async (
  options: UploadOptions,
  source: SourceFile,
): Promise<UploadedImage | Partial<UploadOutcome>> => {
  const { client, product, force, progress } = options;
  const answer = await client.addImage(product, declareImage(source, force));
  if ('refused' in answer) return { status: 'refused', reason: answer.refused, detail: answer.detail };
  progress.begin(basename(source.path).slice(0, 18), toKib(source.bytes));
  try {
    const content = { bytes: source.bytes, open: () => createReadStream(source.path) };
    await putBlob(answer.upload, content, (sent) => progress.at(toKib(sent)));
  } catch (error) {
    if (!(error instanceof BlobNotAccepted)) throw error;
    return { status: 'failed', reason: error.message, imageId: answer.id };
  } finally {
    progress.end();
  }
  return { imageId: answer.id, endedAt: Date.now() };
};

const awaitOutcome = async (
  { client, origin, product, timeoutMs }: UploadOptions,
  { imageId, endedAt }: UploadedImage,
): Promise<Partial<UploadOutcome>> => {
  while (true) {
    const { status, reason, width, height, variants } = await client.image(product, imageId);
    if (status !== 'awaiting_upload') {
      return {
        imageId,
        status,
        ...(reason !== undefined && { reason }),
        ...(width !== undefined && height !== undefined && { width, height }),
        variants: variants.map((variant) => ({ ...variant, url: origin + variant.url })),
      };
    }
    if (Date.now() - endedAt > timeoutMs) return { imageId, status: 'unfinished' };
    await delay(POLL_MS);
  }
};

/**
 * Uploads the files one after the other and waits until each is ready or rejected. Rejects at the
 * start if a file cannot be read, later if the API gives an unexpected answer or none.
 */
export const upload = async (options: UploadOptions): Promise<UploadOutcome[]> => {
  const { client, product, files, create } = options;
  const sources: SourceFile[] = [];
  for (const file of files) sources.push(await inspectFile(file));
  if (create) await client.createProduct(product);

  const waiting: Promise<UploadOutcome>[] = [];
  for (const source of sources) {
    const begun = Date.now();
    const sent = await uploadFile(options, source);
    const outcome = 'endedAt' in sent ? awaitOutcome(options, sent) : Promise.resolve(sent);
    const finished = outcome.then(
      (found): UploadOutcome => ({
        file: source.path,
        bytes: source.bytes,
        contentType: source.contentType,
        status: 'unfinished',
        variants: [],
        ...found,
        seconds: (Date.now() - begun) / 1000,
      }),
    );
    // Reported when all are awaited below.
    finished.catch(() => {});
    waiting.push(finished);
  }
  return Promise.all(waiting);
};
