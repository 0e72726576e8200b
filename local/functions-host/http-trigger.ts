import { readBinding } from './bindings.ts';
import type { RegisteredFunction } from './core-module.ts';
import type { HttpFunction } from './http/router.ts';
import type { Binding } from './rpc.ts';

/** Reads an HTTP trigger. The default route is the function's name. */
export const httpFunction = (
  target: RegisteredFunction,
  binding: Binding,
  env: NodeJS.ProcessEnv,
  problems: string[],
): HttpFunction => {
  const route = readBinding(binding, env, problems).text('route') ?? '';
  const methods = Array.isArray(binding.methods) ? binding.methods.map((method) => String(method).toUpperCase()) : [];
  return { target, route: route.replaceAll(/^\/+|\/+$/g, '') || target.metadata.name, methods };
};
