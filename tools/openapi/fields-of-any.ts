/** Every field that any member of the union has: the API describes them in one schema. */
export type FieldsOfAny<T> = { [K in T extends unknown ? keyof T : never]: T extends Record<K, infer V> ? V : never };
