import type { RegisteredFunction } from './core-module.ts';

/** The host's order of functions: by name, whatever the case. */
export const byName = (one: RegisteredFunction, other: RegisteredFunction): number => {
  const [left, right] = [one.metadata.name.toUpperCase(), other.metadata.name.toUpperCase()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
