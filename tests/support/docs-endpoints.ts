import { brotliCompressSync } from 'node:zlib';
import { getDocsEndpoint } from '../../src/functions/http/get-docs.ts';
import { getDocsScriptEndpoint } from '../../src/functions/http/get-docs-script.ts';
import { getOpenapiEndpoint } from '../../src/functions/http/get-openapi.ts';

/** The endpoints of the documentation. `page` is also the content of its scripts. */
export const docsEndpoints = (page: string) => ({
  getOpenapi: getOpenapiEndpoint({ readDocument: async () => Buffer.from('{}') }),
  getDocs: getDocsEndpoint({ readPage: async () => Buffer.from(page) }),
  getDocsScript: getDocsScriptEndpoint({ readScript: async () => brotliCompressSync(page) }),
});
