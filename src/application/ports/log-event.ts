type Kind = 'text' | 'number' | 'boolean' | 'object';

/** What one event of the log says. A field whose kind ends with `?` may be absent. */
export type LogEvent = {
  levels: readonly ('info' | 'warn' | 'error')[];
  /** One sentence for operators, in docs/log-events.md. */
  meaning: string;
  fields: Readonly<Record<string, Kind | `${Kind}?`>>;
};

export type LogEvents = Readonly<Record<string, LogEvent>>;

/** What failed: the error, and if a service did not do its part, which one and where. */
export const failure = {
  reason: 'text',
  service: 'text?',
  operation: 'text?',
  container: 'text?',
  status: 'number?',
} as const;

type Values = { text: string; number: number; boolean: boolean; object: object };

/** The fields of an event as a type. */
export type FieldsOf<F extends LogEvent['fields']> = {
  [K in keyof F as F[K] extends Kind ? K : never]: F[K] extends Kind ? Values[F[K]] : never;
} & {
  [K in keyof F as F[K] extends Kind ? never : K]?: F[K] extends `${infer T extends Kind}?`
    ? Values[T] | undefined
    : never;
};
