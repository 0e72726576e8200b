import { anyObject, live, ready } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const serviceOperations = {
  healthLive: {
    tag: 'Service',
    summary: 'Check that the app is running',
    description: 'Does not check backend services. The platform uses it to replace instances that hang.',
    access: 'anyone',
    replies: { 200: { description: 'The app is running.', content: json(live, examples.live), headers: ['ETag'] } },
    backends: false,
  },
  healthReady: {
    tag: 'Service',
    summary: 'Check that the backend services answer',
    description: 'If one of them does not answer, the 503 names it in `errors`.',
    access: 'anyone',
    replies: { 200: { description: 'All of them answer.', content: json(ready, examples.ready), headers: ['ETag'] } },
  },
  getOpenapi: {
    tag: 'Service',
    summary: 'Read this document',
    description: 'Generate a client from it, or import it into an API client.',
    access: 'anyone',
    replies: {
      200: {
        description: 'The document, in OpenAPI 3.1.',
        content: json(anyObject, examples.document),
        headers: ['ETag', 'Cache-Control'],
      },
    },
    backends: false,
  },
  getDocs: {
    tag: 'Service',
    summary: 'Read this document as a web page',
    description: 'A page with search, samples and a form for requests. It loads nothing from other hosts.',
    access: 'anyone',
    replies: {
      200: {
        description: 'The page.',
        content: { 'text/html': { text: '<!doctype html>' } },
        headers: ['ETag', 'Cache-Control', 'Content-Security-Policy'],
      },
    },
    backends: false,
  },
  getDocsScript: {
    tag: 'Service',
    summary: 'Fetch a script of that page',
    description: 'The script of a name never changes. It is compressed with Brotli if `Accept-Encoding` names `br`.',
    access: 'anyone',
    path: ['script'],
    replies: {
      200: {
        description: 'The script.',
        content: { 'text/javascript': 'bytes' },
        headers: ['ETag', 'Cache-Control', 'Vary', 'Content-Encoding'],
      },
    },
    refusals: ['not_found'],
    backends: false,
  },
} as const satisfies Record<string, Operation>;
