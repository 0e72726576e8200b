import type { RegisteredFunction } from './core-module.ts';

/** Orders functions as the host does: by name, ignoring case. */
export const byName = (one: RegisteredFunction, other: RegisteredFunction): number => {
  const [left, right] = [one.metadata.name.toUpperCase(), other.metadata.name.toUpperCase()];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
