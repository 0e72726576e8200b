/** A deep copy of JSON-like data, as over a wire. Several times faster than `structuredClone`. */
export const plainCopy = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object(value.map(plainCopy));
  const copy: T = Object.create(Object.getPrototypeOf(value));
  for (const key in value) copy[key] = plainCopy(value[key]);
  return copy;
};
