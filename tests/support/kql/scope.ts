/** Times and spans are milliseconds; a value that is missing is null. */
export type Row = Readonly<Record<string, unknown>>;
export type Table = readonly Row[];

/** What a name stands for, if it is no column. */
export type Bound =
  | Readonly<{ table: Table }>
  | Readonly<{ value: unknown }>
  | Readonly<{ call: (args: readonly unknown[]) => Table }>;

export type Scope = Readonly<{ now: number; names: ReadonlyMap<string, Bound> }>;

export const firstValue = (row: Row | undefined): unknown => Object.values(row ?? {})[0] ?? null;
