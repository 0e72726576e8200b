/** Matches one character. `run` matches any number. */
export type WildcardStep = 'run' | ((char: string) => boolean);

/**
 * Whether the steps of a LIKE pattern match the whole text. It is enough to go back to the latest
 * run, so time is bounded by pattern length times text length.
 */
export const matchWildcards = (steps: readonly WildcardStep[], text: string): boolean => {
  const chars = [...text];
  let at = 0;
  let step = 0;
  let run: { step: number; at: number } | undefined;
  while (at < chars.length) {
    const wanted = steps[step];
    if (wanted === 'run') {
      step += 1;
      run = { step, at };
    } else if (wanted?.(chars[at] ?? '') === true) {
      step += 1;
      at += 1;
    } else if (run === undefined) {
      return false;
    } else {
      run.at += 1;
      at = run.at;
      step = run.step;
    }
  }
  return steps.slice(step).every((rest) => rest === 'run');
};
