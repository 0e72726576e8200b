/**
 * Whether any test in a report of jest, run or skipped, has this text in the name of its rule or
 * file (the part before the number).
 */
export const isAnyNamed = (report: unknown, some: string): boolean => {
  const files: readonly unknown[] = Object(report).testResults ?? [];
  const titles = files.flatMap((file): string[] =>
    (Object(file).assertionResults ?? []).map((result: unknown) => String(Object(result).title)),
  );
  return titles.some((title) => / <- .* #\d+$/.test(title) && title.replace(/ #\d+$/, '').includes(some));
};
