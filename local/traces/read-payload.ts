import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { readBytes } from '../read-bytes.ts';

const MAX_BYTES = 8_388_608;

export type Payload = { status: 200; json: unknown } | { status: number; problem: string };

const JSON_HINT = 'Send OTLP as JSON: set OTEL_EXPORTER_OTLP_PROTOCOL to http/json.';

const unpack = (request: IncomingMessage): AsyncIterable<unknown> => {
  const gunzip = createGunzip();
  request.once('error', (error) => gunzip.destroy(error));
  return request.pipe(gunzip);
};

const refuseHeaders = ({ headers }: IncomingMessage): string | undefined => {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return JSON_HINT;
  const encoding = headers['content-encoding'] ?? 'identity';
  return /^(gzip|identity)$/i.test(encoding) ? undefined : `Content-Encoding is ${encoding}: use gzip or none.`;
};

/** The JSON of a request of at most 8 MiB, also after it is unpacked. */
export const readPayload = async (request: IncomingMessage): Promise<Payload> => {
  const refusal = refuseHeaders(request);
  if (refusal !== undefined) return { status: 415, problem: refusal };
  try {
    const packed = request.headers['content-encoding']?.toLowerCase() === 'gzip';
    const bytes = await readBytes(packed ? unpack(request) : request, MAX_BYTES);
    if (bytes === undefined) return { status: 413, problem: `The body is larger than ${MAX_BYTES} bytes.` };
    return { status: 200, json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { status: 400, problem: 'The body is not JSON.' };
  }
};
