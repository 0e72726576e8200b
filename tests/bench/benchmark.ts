/** The findings of one benchmark. `goals` are ratios to the obvious alternative in the same run. */
export type Findings = {
  tables: { title: string; head: readonly string[]; rows: readonly (readonly (string | number)[])[] }[];
  goals: { what: string; wanted: string; got: string; met: boolean }[];
  notes: string[];
};

type Progress = (text: string) => void;

export type Benchmark = {
  /** One line for `--help`. */
  about: string;
  /** `quick`: fewer repetitions, to check that it works. */
  run(options: { quick: boolean; progress: Progress }): Promise<Findings>;
};
