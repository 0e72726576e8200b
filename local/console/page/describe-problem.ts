/** Why something is missing, or is not up to date. */
export const describeProblem = (
  live: { value: unknown; problem: string | undefined } | undefined,
): string | undefined => {
  if (live?.problem === undefined) return undefined;
  return live.value === undefined ? live.problem : `Not up to date. ${live.problem}`;
};
