import type { IncomingMessage } from 'node:http';

/** Kestrel's default limit. */
const MAX_BODY_BYTES = 104_857_600;

/** The whole body; undefined if it is over `MAX_BODY_BYTES`. Rejects if the client disconnects. */
export const readRequestBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
};
