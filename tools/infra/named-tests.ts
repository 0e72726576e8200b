/** Whether any test of a report of jest, run or left out, has this in the name of its rule or file: what comes before the number. */
export const isAnyNamed = (report: unknown, some: string): boolean => {
  const files: readonly unknown[] = Object(report).testResults ?? [];
  const titles = files.flatMap((file): string[] =>
    (Object(file).assertionResults ?? []).map((result: unknown) => String(Object(result).title)),
  );
  return titles.some((title) => / <- .* #\d+$/.test(title) && title.replace(/ #\d+$/, '').includes(some));
};
