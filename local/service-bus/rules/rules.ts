import { compileFilter, type Filter } from './filter.ts';
import type { MessageProperties } from './message-properties.ts';
import type { Predicate } from './truth.ts';

export type RuleDefinition = { name: string; filter: Filter };

export type Rule = RuleDefinition & {
  /** Milliseconds since 1970. */
  createdAt: number;
};

/** The rules of a subscription. Their names ignore case. */
export type Rules = {
  /** False if there is a rule of this name. Throws `InvalidFilter`. */
  add(rule: Rule): boolean;
  /** False if there is no rule of this name. */
  remove(name: string): boolean;
  /** In order of creation. */
  list(): Rule[];
  /** Whether the subscription gets the message: a filter holds. */
  match(properties: MessageProperties): boolean;
};

/** What a subscription has whose definition names no rules: everything matches. */
export const defaultRule: RuleDefinition = { name: '$Default', filter: { type: 'all' } };

export const createRules = (definitions: readonly RuleDefinition[], createdAt: number): Rules => {
  const rules = new Map<string, { rule: Rule; holds: Predicate }>();
  const add = (rule: Rule): boolean => {
    const key = rule.name.toLowerCase();
    if (rules.has(key)) return false;
    rules.set(key, { rule, holds: compileFilter(rule.filter) });
    return true;
  };
  for (const definition of definitions) add({ ...definition, createdAt });
  return {
    add,
    remove: (name) => rules.delete(name.toLowerCase()),
    list: () => [...rules.values()].map(({ rule }) => rule),
    match: (properties) => [...rules.values()].some(({ holds }) => holds(properties) === true),
  };
};
