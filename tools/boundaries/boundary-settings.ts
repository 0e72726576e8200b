import { boundaries, type Room, type Rule } from './boundaries.ts';

export const BOUNDARY_FILE = 'biome.boundaries.json';

const negate = (patterns: readonly string[]): string[] => patterns.map((pattern) => `!${pattern}`);

const toPattern = (rule: Rule) => {
  const { message } = rule;
  if ('only' in rule) return { group: ['**', ...negate(rule.only)], message };
  if ('unlessNames' in rule) {
    const importNamePattern = `(${rule.unlessNames.join('|')})`;
    return { group: [rule.never], importNamePattern, invertImportNamePattern: true, message };
  }
  return { group: [...rule.never, ...negate(rule.unless ?? [])], message };
};

const toOverride = ({ files, rules }: Room) => ({
  includes: [files],
  linter: {
    rules: {
      style: { noRestrictedImports: { level: 'error', options: { patterns: rules.map(toPattern) } } },
    },
  },
});

/** The text of the file that biome.json extends, one room a line. */
export const boundaryText = (): string =>
  `{ "overrides": [\n${boundaries.map((room) => JSON.stringify(toOverride(room))).join(',\n')}\n] }\n`;
