/** `fields` must name every field of `T`, so that a new one cannot be forgotten. */
export function keptFields<T extends object>(stored: T, fields: Record<keyof T, true>): T;
export function keptFields(stored: object, fields: object): object {
  return Object.fromEntries(Object.entries(stored).filter(([field]) => field in fields));
}
