import { type Command, Option } from 'commander';
import { apiOption, audienceOption, issuerOption } from '../client/api-options.ts';
import { parsePositive } from '../client/parse-positive.ts';
import type { Task } from './outcome.ts';

export type ApiFlags = { api: string; issuer: string; audience: string; json: boolean };

export type AddCommand = (name: string, description: string, ...lines: string[]) => Command;

/** Runs a task and prints its outcome. `what` is what it is doing: "reading". */
export type Perform = (flags: ApiFlags, what: string, load: () => Promise<Task>) => Promise<void>;

export const formatExamples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  npx hearth ops ${line}`).join('\n')}`;

/** What the help of a single command leaves out. */
export const COMMON_HINT = 'Common options, environment and exit codes: npx hearth ops help common';

export const limitOption = (description = 'how many to list at most'): Option =>
  new Option('--limit <n>', description).argParser(parsePositive).default(100);

/** Adds commands that call the API and print one outcome, below `parent`. */
export const apiCommandAdder =
  (parent: Command): AddCommand =>
  (name, description, ...lines) =>
    parent
      .command(name)
      .description(description)
      .addOption(new Option('--json', 'print one JSON document, also after a failure').default(false).hideHelp())
      .addOption(apiOption().hideHelp())
      .addOption(issuerOption().hideHelp())
      .addOption(audienceOption().hideHelp())
      .addHelpText('after', `${formatExamples(...lines)}\n\n${COMMON_HINT}`);
