/** One of the choices at random. */
export const pickOf = (next: () => number, choices: readonly number[]): number =>
  choices[Math.floor(next() * choices.length)] ?? 0;
