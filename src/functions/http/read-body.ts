import type { HttpRequest } from '@azure/functions';
import { DomainError } from '../../domain/errors.ts';
import { isJsonType } from './is-json-type.ts';

const MAX_BODY_BYTES = 64 * 1024;

const tooLarge = (): DomainError =>
  new DomainError('payload_too_large', `The body is larger than ${MAX_BODY_BYTES / 1024} KiB.`);

/** The Functions host drops a body that comes in chunks. */
const lengthRequired = (): DomainError =>
  new DomainError('length_required', 'Send the body with Content-Length, not with Transfer-Encoding.');

const requireJsonType = (headers: HttpRequest['headers']): void => {
  const encoding = headers.get('content-encoding') ?? '';
  if (!/^(identity)?$/i.test(encoding)) {
    throw new DomainError('unsupported_media_type', 'Send the body uncompressed, without Content-Encoding.');
  }
  if (!isJsonType(headers.get('content-type') ?? '')) {
    throw new DomainError('unsupported_media_type', 'Send the body as application/json in UTF-8.');
  }
};

/** The JSON body; undefined if it is optional and empty. Checks size and type before parsing. */
export const readBody = async (request: HttpRequest, need: 'optional' | 'required'): Promise<unknown> => {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  if (bytes.byteLength === 0) {
    if (request.headers.has('transfer-encoding')) throw lengthRequired();
    if (need === 'optional') return undefined;
    throw new DomainError('malformed_json', 'This operation needs a JSON body.');
  }
  requireJsonType(request.headers);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new DomainError('malformed_json', 'The body is not JSON in UTF-8.');
  }
};
