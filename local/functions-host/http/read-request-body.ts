import type { IncomingMessage } from 'node:http';

/** Kestrel's own limit. */
export const maxBodyBytes = 104_857_600;

/** The whole body; undefined when it is larger than the host takes. Rejects when the client goes away. */
export const readRequestBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
};
