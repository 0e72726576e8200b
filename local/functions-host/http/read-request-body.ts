import type { IncomingMessage } from 'node:http';
import { readBytes } from '../../read-bytes.ts';

/** Kestrel's default limit. */
const MAX_BODY_BYTES = 104_857_600;

/** The whole body; undefined if it is over `MAX_BODY_BYTES`. Rejects if the client disconnects. */
export const readRequestBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  return readBytes(request, MAX_BODY_BYTES);
};
