/** What one metric says. Names, units and labels are as in the conventions of OpenTelemetry. */
export type Metric = {
  /** `counter`: a sum. `histogram`: how values are distributed. `gauge`: the last value. */
  kind: 'counter' | 'histogram' | 'gauge';
  /** In UCUM: `s`, `By`, or what is counted, in braces. */
  unit: string;
  /** One sentence for operators, in docs/metrics.md. */
  meaning: string;
  /** Every value that a label can have. A label never holds an id, or text from outside. */
  labels: Readonly<Record<string, readonly string[]>>;
  /** The upper bounds of the buckets of a histogram. */
  buckets?: readonly number[];
};

export type Metrics = Readonly<Record<string, Metric>>;
