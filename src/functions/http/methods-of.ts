import type { HttpMethod } from '@azure/functions';
import { routes } from './routes.ts';

const patterns = Object.values(routes).map(({ methods, route }) => ({
  methods,
  pattern: new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'),
}));

/** The methods that a path answers to; empty where there is nothing at all. `path` is without the route prefix. */
export const methodsOf = (path: string): readonly HttpMethod[] =>
  patterns.flatMap(({ methods, pattern }) => (pattern.test(path.replace(/\/$/, '')) ? methods : []));
