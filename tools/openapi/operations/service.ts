import { anyObject, live, ready } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const serviceOperations = {
  healthLive: {
    tag: 'Service',
    summary: 'Whether the app runs',
    access: 'anyone',
    replies: { 200: { description: 'It does.', content: json(live, examples.live), headers: ['ETag'] } },
    backends: false,
  },
  healthReady: {
    tag: 'Service',
    summary: 'Whether the services behind the app answer',
    description: 'Where one fails, the 503 names it in `errors`.',
    access: 'anyone',
    replies: { 200: { description: 'They do.', content: json(ready, examples.ready), headers: ['ETag'] } },
  },
  getOpenapi: {
    tag: 'Service',
    summary: 'This document',
    access: 'anyone',
    replies: {
      200: {
        description: 'OpenAPI 3.1.',
        content: json(anyObject, examples.document),
        headers: ['ETag', 'Cache-Control'],
      },
    },
    backends: false,
  },
  getDocs: {
    tag: 'Service',
    summary: 'This document as a page to read',
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
} as const satisfies Record<string, Operation>;
