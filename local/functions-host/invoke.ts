import { randomBytes, randomUUID } from 'node:crypto';
import { errorMessage, errorStack } from '../error-message.ts';
import type { RegisteredFunction, Registry } from './core-module.ts';
import type { Logger } from './logger.ts';
import type {
  CoreInvocationContext,
  RpcInvocationRequest,
  RpcInvocationResponse,
  RpcRetryContext,
  RpcTypedData,
} from './rpc.ts';

export type Trigger = {
  /** For the log, such as "This function was programmatically called via the host APIs". */
  reason: string;
  /** Data of the trigger binding. */
  data: RpcTypedData;
  /** For the log: why it runs off schedule. */
  details?: Readonly<Record<string, string>>;
  metadata?: Record<string, RpcTypedData>;
  traceParent?: string;
  traceState?: string;
  retryContext?: RpcRetryContext;
};

export type Outcome = { ok: true; response: RpcInvocationResponse } | { ok: false; error: unknown };

/** Runs a function once. Never rejects: an error of the function is part of the outcome. */
export type Invoke = (target: RegisteredFunction, trigger: Trigger) => Promise<Outcome>;

type Deps = {
  registry: Registry;
  appHookData: Record<string, unknown>;
  logger: Logger;
  timeoutMs: number | undefined;
};

const triggerBindingName = ({ metadata }: RegisteredFunction): string => {
  const found = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  return found?.[0] ?? '';
};

/** A random W3C trace context, sampled like the host's own. */
const newTraceParent = (): string => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

/** Runs hooks, the function, then hooks, in the same order as the Node worker. */
const runModel = async (
  { registry, appHookData }: Deps,
  { callback: registered }: RegisteredFunction,
  core: CoreInvocationContext,
): Promise<RpcInvocationResponse> => {
  const model = registry.programmingModel?.getInvocationModel(core);
  if (model === undefined) throw new Error('The app has no programming model');
  const { context, inputs } = await model.getArguments();
  const hookData = {};

  core.state = 'preInvocationHooks';
  const before = { hookData, appHookData, invocationContext: context, functionCallback: registered, inputs };
  for (const hook of registry.hooks.preInvocation) await hook(before);

  core.state = 'invocation';
  const after: Record<string, unknown> & { result: unknown; error: unknown } = {
    hookData,
    appHookData,
    invocationContext: context,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('The function threw nothing');
  }

  core.state = 'postInvocationHooks';
  for (const hook of registry.hooks.postInvocation) await hook(after);
  if (after.error !== null && after.error !== undefined) throw after.error;
  delete core.state;
  return model.getResponse(context, after.result);
};

const withTimeout = async <T>(work: Promise<T>, ms: number | undefined): Promise<T> => {
  if (ms === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Timeout value of ${ms} ms exceeded by function`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** Logs each invocation and what its function logs, under the real host's categories. */
export const createInvoke = (deps: Deps): Invoke => {
  const { registry, logger, timeoutMs } = deps;

  return async (target, { reason, data, details, metadata = {}, traceParent, traceState, retryContext }) => {
    const { name } = target.metadata;
    const invocationId = randomUUID();
    const category = `Function.${name}`;
    const fields = { invocationId };
    const started = performance.now();
    const request: RpcInvocationRequest = {
      invocationId,
      functionId: target.id,
      inputData: [{ name: triggerBindingName(target), data }],
      triggerMetadata: metadata,
      traceContext: { traceParent: traceParent ?? newTraceParent(), traceState: traceState ?? '', attributes: {} },
      ...(retryContext && { retryContext }),
    };
    const core: CoreInvocationContext = {
      invocationId,
      request,
      metadata: target.metadata,
      log: (level, kind, message) => {
        const hooked = { hookData: {}, appHookData: deps.appHookData, level, message, category: kind };
        for (const hook of registry.hooks.log) hook(hooked);
        logger(hooked.level, kind === 'user' ? `${category}.User` : category, hooked.message, fields);
      },
    };

    const describeDuration = () => `Id=${invocationId}, Duration=${Math.round(performance.now() - started)}ms`;
    logger('information', category, `Executing 'Functions.${name}' (Reason='${reason}', Id=${invocationId})`, fields);
    if (details !== undefined) {
      const list = Object.entries(details).map(([key, value]) => `${key}: ${value}`);
      logger('information', category, `Trigger Details: ${list.join(', ')}`, fields);
    }
    try {
      const response = await withTimeout(runModel(deps, target, core), timeoutMs);
      logger('information', category, `Executed 'Functions.${name}' (Succeeded, ${describeDuration()})`, fields);
      return { ok: true, response };
    } catch (error) {
      logger(
        'error',
        category,
        `Executed 'Functions.${name}' (Failed, ${describeDuration()})\n${errorStack(error)}`,
        fields,
      );
      return { ok: false, error: error ?? new Error(errorMessage(error)) };
    }
  };
};
