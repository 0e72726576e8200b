import type { RegisteredFunction } from './core-module.ts';
import type { HostOptions } from './host-json.ts';
import type { HostedFunction, Listener } from './hosted-function.ts';
import type { Invoke } from './invoke.ts';
import type { JsonSection } from './json-section.ts';
import type { Logger } from './logger.ts';

/** What a trigger is built from. */
export type TriggerContext = {
  target: RegisteredFunction;
  /** The trigger binding, with `%SETTINGS%` resolved. */
  binding: JsonSection;
  /** Sentences about what is wrong, without the function's name. */
  problems: string[];
  invoke: Invoke;
  host: HostOptions;
  logger: Logger;
};

/** A trigger that is not HTTP: how to show it, how to run it by hand, how to start listening. */
export type TriggerHandle = Pick<HostedFunction, 'summary' | 'problem' | 'nextRun'> & {
  run: (input: string) => Promise<void>;
  listen: () => Promise<Listener>;
};

/** Undefined if there are problems. */
export type TriggerFactory = (context: TriggerContext) => TriggerHandle | undefined;
