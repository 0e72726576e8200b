/** Counts events by name. */
export const tally = () => {
  const counts = new Map<string, number>();
  return {
    add(what: string, times = 1): void {
      if (times > 0) counts.set(what, (counts.get(what) ?? 0) + times);
    },
    of: (what: string): number => counts.get(what) ?? 0,
    toString: (): string =>
      [...counts]
        .toSorted()
        .map(([what, times]) => `${what} ${times}`)
        .join(', '),
  };
};

export type Tally = ReturnType<typeof tally>;
