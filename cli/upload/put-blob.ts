import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { backOffMs, isWorthRepeating } from '../client/retrying-fetch.ts';

export type PutTarget = { method: string; url: string; headers: Readonly<Record<string, string>> };
export type PutSource = { bytes: number; open: () => Readable };

/** Thrown if Storage does not accept the bytes. */
export class BlobNotAccepted extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BlobNotAccepted';
  }
}

/** Without a byte moving. */
const MAX_IDLE_MS = 60_000;
const MAX_ATTEMPTS = 4;

const countBytes = (onBytes: (sent: number) => void): Transform => {
  let sent = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.byteLength;
      onBytes(sent);
      done(null, chunk);
    },
  });
};

const putOnce = async (
  { method, url, headers }: PutTarget,
  { bytes, open }: PutSource,
  onBytes: (sent: number) => void,
): Promise<{ status: number; code: string; body: string }> => {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  // Storage wants the length beforehand, which fetch does not send with a stream.
  const request = send(url, { method, headers: { ...headers, 'content-length': bytes } });
  request.setTimeout(MAX_IDLE_MS, () => request.destroy(new Error(`nothing moved for ${MAX_IDLE_MS / 1000} s`)));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  const sent = pipeline(open(), countBytes(onBytes), request);
  // An answer that comes before the end of the bytes is the one that counts.
  const response = await Promise.race([answered, sent.then(() => answered)]);
  sent.catch(() => {});
  const body = await text(response);
  request.destroy();
  return { status: response.statusCode ?? 0, code: String(response.headers['x-ms-error-code'] ?? ''), body };
};

/** Undefined if Storage has the blob, otherwise why to try again. Rejects if that is no use. */
const tryPut = async (
  target: PutTarget,
  source: PutSource,
  onBytes: (sent: number) => void,
  isRepeated: boolean,
): Promise<string | undefined> => {
  try {
    const { status, code, body } = await putOnce(target, source, onBytes);
    if (status === 201) return undefined;
    if (isRepeated && ['BlobAlreadyExists', 'UnauthorizedBlobOverwrite'].includes(code)) return undefined;
    const reason = `Storage answered ${status} ${code || body.slice(0, 200)}`.trim();
    if (!isWorthRepeating(status)) throw new BlobNotAccepted(reason);
    return reason;
  } catch (error) {
    if (error instanceof BlobNotAccepted) throw error;
    return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
  }
};

/**
 * Streams the bytes to the URL that the API gave. Repeats after a broken connection, 429 and 5xx,
 * with growing pauses. A blob that exists then is the one whose answer got lost. Rejects with
 * BlobNotAccepted.
 */
export const putBlob = async (
  target: PutTarget,
  source: PutSource,
  onBytes: (sent: number) => void = () => {},
  sleep: (ms: number) => Promise<unknown> = (ms) => delay(ms),
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const reason = await tryPut(target, source, onBytes, attempt > 1);
    if (reason === undefined) return;
    if (attempt === MAX_ATTEMPTS) throw new BlobNotAccepted(`${reason} (given up after ${attempt} attempts)`);
    await sleep(backOffMs(attempt, Math.random()));
  }
};

export const fromBuffer = (bytes: Uint8Array): PutSource => ({
  bytes: bytes.byteLength,
  open: () => Readable.from([bytes], { objectMode: false }),
});
