import type { Command } from 'commander';
import { apiOption, audienceOption, issuerOption } from '../client/api-options.ts';
import type { Task } from './outcome.ts';

export type ApiFlags = { api: string; issuer: string; audience: string; json: boolean };

export type AddCommand = (name: string, description: string, ...lines: string[]) => Command;

/** Runs a task and prints its outcome. `what` is what it is doing: "reading". */
export type Perform = (flags: ApiFlags, what: string, load: () => Promise<Task>) => Promise<void>;

export const formatExamples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  npx hearth ops ${line}`).join('\n')}`;

/** Adds commands that print one outcome, below `parent`. */
export const commandAdder =
  (parent: Command): AddCommand =>
  (name, description, ...lines) =>
    parent
      .command(name)
      .description(description)
      .option('--json', 'print one JSON document, also after a failure', false)
      .addHelpText('after', `${formatExamples(...lines)}\n\nEnvironment and exit codes: npx hearth ops --help`);

/** The same, for commands that call the API. */
export const apiCommandAdder = (parent: Command): AddCommand => {
  const add = commandAdder(parent);

  return (name, description, ...lines) =>
    add(name, description, ...lines)
      .addOption(apiOption())
      .addOption(issuerOption())
      .addOption(audienceOption());
};
