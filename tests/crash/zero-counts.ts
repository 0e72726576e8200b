/** Each of these names with 0. */
export function zeroCounts<Name extends string>(labels: Readonly<Record<Name, string>>): Record<Name, number>;
export function zeroCounts(labels: object): object {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, 0]));
}
