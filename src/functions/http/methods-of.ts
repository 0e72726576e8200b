import type { HttpMethod } from '@azure/functions';
import { routes } from './routes.ts';

const patterns = Object.values(routes).map(({ methods, route }) => ({
  methods,
  pattern: new RegExp(`^${route.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'),
}));

/**
 * The methods that a path supports; empty if there is no such route. `path` has no route prefix.
 */
export const methodsOf = (path: string): readonly HttpMethod[] =>
  patterns.flatMap(({ methods, pattern }) => (pattern.test(path.replace(/\/$/, '')) ? methods : []));
