import { routes } from '../../src/functions/http/routes.ts';
import { operationAt } from '../support/api-contract.ts';
import { leakIn } from './leaks.ts';
import { findProblem } from './openapi-document.ts';
import type { FuzzRequest } from './requests.ts';

export type Fuzzed = { status: number; headers: Headers; text: string };

/** Throws for an answer that no request may get: a failure, something undocumented, or a leak. */
export const checkFuzzed = (request: FuzzRequest, pathname: string, { status, headers, text }: Fuzzed): void => {
  const { method } = request;
  if (status >= 500) throw new Error(`${status} ${text.slice(0, 500)}`);
  const operation = operationAt(method, pathname);
  const where = operation && { method, path: routes[operation].route.replace(/^v1/, '') };
  const contentType = headers.get('content-type') ?? '';
  const wrong = findProblem(where, { status, contentType, text });
  if (wrong !== undefined) throw new Error(wrong);
  if (status >= 400 && text !== '' && contentType !== 'application/problem+json') {
    throw new Error(`a refusal as ${contentType}`);
  }
  if (text !== '' && (method === 'HEAD' || status === 204 || status === 304))
    throw new Error('a body where none may be');
  if (status === 401 && !headers.get('www-authenticate')?.startsWith('Bearer ')) throw new Error('no challenge');
  if (!headers.has('x-request-id') || headers.get('x-content-type-options') !== 'nosniff') throw new Error('headers');
  // The page and the document are the same for everybody, and name the service's technology.
  const own = operation === 'getDocs' || operation === 'getOpenapi';
  const said = `${text}\n${[...headers].flat().join('\n')}`;
  const leak = own ? undefined : leakIn(said);
  if (leak !== undefined) throw new Error(`the answer tells ${JSON.stringify(leak)}: ${said.slice(0, 500)}`);
};
