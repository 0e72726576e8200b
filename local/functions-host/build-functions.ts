import { errorMessage } from '../error-message.ts';
import { throwIfAny } from '../user-error.ts';
import { readBinding, triggerBinding, unsupportedBindings } from './bindings.ts';
import { byName } from './by-name.ts';
import type { RegisteredFunction } from './core-module.ts';
import type { HostOptions } from './host-json.ts';
import type { HostedFunction } from './hosted-function.ts';
import { routeMatcher } from './http/route-template.ts';
import { type HttpFunction, routeProblems } from './http/router.ts';
import { httpFunction } from './http-trigger.ts';
import type { Invoke } from './invoke.ts';
import type { Logger } from './logger.ts';
import { isDisabled } from './settings.ts';
import type { TriggerFactory, TriggerHandle } from './trigger-context.ts';

export type BuiltFunctions = { hosted: HostedFunction[]; http: HttpFunction[]; handles: TriggerHandle[] };

type Options = {
  functions: Iterable<RegisteredFunction>;
  /** Keyed by trigger type in lower case. */
  triggers: Readonly<Record<string, TriggerFactory>>;
  env: NodeJS.ProcessEnv;
  invoke: Invoke;
  host: HostOptions;
  logger: Logger;
};

const hostedHttp = (
  { target, route, methods }: HttpFunction,
  prefix: string,
  disabled: boolean,
  logger: Logger,
): HostedFunction => {
  const path = `${prefix === '' ? '' : `/${prefix}`}/${route}`;
  const verbs = methods.length === 0 ? 'all methods' : methods.join(',');
  const run = async (): Promise<void> =>
    logger('error', `Function.${target.metadata.name}`, `Cannot run without a request. Send one to ${path}.`);
  return { target, disabled, invokeUrl: path, run, summary: (baseUrl) => `[${verbs}] ${baseUrl}${path}` };
};

/**
 * Builds the triggers of the registered functions. Throws one user error that lists every function
 * that cannot be hosted, and why.
 */
export const buildFunctions = ({ functions, triggers, env, invoke, host, logger }: Options): BuiltFunctions => {
  const built: BuiltFunctions = { hosted: [], http: [], handles: [] };
  const refused: string[] = [];

  const build = (target: RegisteredFunction, problems: string[]): void => {
    const disabled = isDisabled(target.metadata.name, env);
    const trigger = triggerBinding(target);
    if (trigger === undefined) {
      problems.push('it has no trigger');
      return;
    }
    for (const binding of unsupportedBindings(target)) problems.push(`${binding} is not supported by this host`);
    if (trigger.type.toLowerCase() === 'httptrigger') {
      if (target.metadata.retryOptions) problems.push('retry policies are for timers and Cosmos DB, not for HTTP');
      const http = httpFunction(target, trigger, env, problems);
      routeMatcher(http.route);
      if (!disabled) built.http.push(http);
      built.hosted.push(hostedHttp(http, host.routePrefix, disabled, logger));
      return;
    }
    const create = triggers[trigger.type.toLowerCase()];
    if (create === undefined) {
      problems.push(`the trigger type ${trigger.type} is not supported by this host`);
      return;
    }
    const handle = create({ target, binding: readBinding(trigger, env, problems), problems, invoke, host, logger });
    if (handle === undefined) return;
    if (!disabled) built.handles.push(handle);
    const { summary, run, problem, nextRun } = handle;
    built.hosted.push({ target, disabled, summary, run, ...(problem && { problem }), ...(nextRun && { nextRun }) });
  };

  for (const target of [...functions].toSorted(byName)) {
    const problems: string[] = [];
    try {
      build(target, problems);
    } catch (error) {
      problems.push(errorMessage(error));
    }
    refused.push(...problems.map((problem) => `${target.metadata.name}: ${problem}`));
  }
  refused.push(...routeProblems(built.http));
  throwIfAny(refused, 'Functions that cannot be hosted:');
  return built;
};
