import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { DomainError } from '../../domain/errors.ts';
import { acceptsBrotli } from './accept.ts';
import { type Endpoint, open } from './api.ts';

/** The bytes are compressed with Brotli. Throws ENOENT if there is no such script. */
type Deps = { readScript: (name: string) => Promise<Uint8Array> };

const SCRIPT_NAME = /^[a-z]+\.[0-9a-f]{16}\.js$/;

const unknownScript = () =>
  new DomainError('not_found', 'No such script. A page of an earlier version may have named it: reload the page.');

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A script never changes under its name. It is decompressed only for clients without Brotli. */
export const getDocsScriptEndpoint = ({ readScript }: Deps): Endpoint =>
  open(async ({ params: { script = '' }, header }) => {
    if (!SCRIPT_NAME.test(script)) throw unknownScript();
    const compressed = await readScript(script).catch((error: unknown) => {
      throw isMissing(error) ? unknownScript() : error;
    });
    const asStored = acceptsBrotli(header('accept-encoding'));
    return {
      status: 200,
      bytes: asStored ? compressed : await promisify(brotliDecompress)(compressed),
      contentType: 'text/javascript; charset=utf-8',
      headers: {
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        ...(asStored && { 'content-encoding': 'br' }),
      },
    };
  });
