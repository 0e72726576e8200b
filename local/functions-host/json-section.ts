/** Reads hand-written JSON. All values are optional; wrong types are added to `problems`. */
export type JsonSection = {
  section(key: string): JsonSection;
  text(key: string): string | undefined;
  /** A whole number, or undefined. */
  count(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  /** All entries; each must be a string. */
  texts(): Record<string, string>;
  has(key: string): boolean;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const jsonSection = (value: unknown, path: string, problems: string[]): JsonSection => {
  if (value !== undefined && !isRecord(value)) problems.push(`${path} must be an object`);
  const record = isRecord(value) ? value : {};
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);

  const typed = <T>(key: string, test: (found: unknown) => found is T, wanted: string): T | undefined => {
    const found = record[key];
    if (found === undefined || test(found)) return found;
    problems.push(`${at(key)} must be ${wanted}, not ${JSON.stringify(found)}`);
    return undefined;
  };

  return {
    section: (key) => jsonSection(record[key], at(key), problems),
    text: (key) => typed(key, (found) => typeof found === 'string', 'a string'),
    count: (key) => typed(key, (found): found is number => Number.isInteger(found), 'a whole number'),
    flag: (key) => typed(key, (found) => typeof found === 'boolean', 'true or false'),
    has: (key) => record[key] !== undefined,
    texts: () => {
      const entries: [string, string][] = [];
      for (const key of Object.keys(record)) {
        const found = typed(key, (each) => typeof each === 'string', 'a string');
        if (found !== undefined) entries.push([key, found]);
      }
      return Object.fromEntries(entries);
    },
  };
};
