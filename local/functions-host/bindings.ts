import type { RegisteredFunction } from './core-module.ts';
import { type JsonSection, jsonSection } from './json-section.ts';
import type { Binding } from './rpc.ts';

export const triggerBinding = ({ metadata }: RegisteredFunction): Binding | undefined =>
  Object.values(metadata.bindings).find(({ type }) => /trigger$/i.test(type));

/** The trigger's type in lower case, such as `httptrigger`. */
const triggerType = (target: RegisteredFunction): string => triggerBinding(target)?.type.toLowerCase() ?? '';

/** The bindings that this host does not support: all except the trigger and the HTTP response. */
export const unsupportedBindings = (target: RegisteredFunction): string[] =>
  Object.entries(target.metadata.bindings)
    .filter(([, { type }]) => !/trigger$/i.test(type))
    .filter(([name, { type }]) => !(name === '$return' && type === 'http' && triggerType(target) === 'httptrigger'))
    .map(([name, { type, direction }]) => `${type} (${direction === 'in' ? 'input' : 'output'} binding "${name}")`);

/** Replaces `%NAME%` with the setting of that name. A missing setting is added to `problems`. */
const resolve = (text: string, env: NodeJS.ProcessEnv, problems: string[]): string =>
  text.replaceAll(/%([^%]+)%/g, (whole, name: string) => {
    const value = env[name];
    if (value === undefined) problems.push(`the setting ${name} is missing`);
    return value ?? whole;
  });

/** The trigger binding with `%NAME%` in its strings replaced. Problems do not name the function. */
export const readBinding = (binding: Binding, env: NodeJS.ProcessEnv, problems: string[]): JsonSection =>
  jsonSection(
    Object.fromEntries(
      Object.entries(binding).map(([key, value]) => [
        key,
        typeof value === 'string' && key !== 'name' ? resolve(value, env, problems) : value,
      ]),
    ),
    '',
    problems,
  );
