/**
 * One way to break the templates, and the rule that must notice. `find` occurs exactly once unless
 * `all` is set.
 */
export type Mutation = { rule: string; file: string; find: string; replace: string; all?: true };

export const m = (rule: string, file: string, find: string, replace: string): Mutation => ({
  rule,
  file,
  find,
  replace,
});
