import { Module } from 'node:module';
import { userError } from '../user-error.ts';
import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './rpc.ts';

const hookNames = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
type HookName = (typeof hookNames)[number];
type Hook = (context: Record<string, unknown>) => unknown;

export type RegisteredFunction = { id: string; metadata: FunctionMetadata; callback: FunctionCallback };

/** What an app registers through `@azure/functions-core`. */
export type Registry = {
  functions: Map<string, RegisteredFunction>;
  hooks: Record<HookName, Hook[]>;
  programmingModel: ProgrammingModel | undefined;
  /** After this, registering throws, as it does in the worker. */
  close(): void;
};

/** Mirrors the worker's class of this name, which apps may construct. */
class Disposable {
  #dispose: (() => unknown) | undefined;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...others: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const other of others) other.dispose();
    });
  }

  dispose(): unknown {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    return dispose?.();
  }
}

const isHookName = (name: string): name is HookName => hookNames.some((known) => known === name);

type CoreOptions = { log: (level: LogLevel, category: LogCategory, message: string) => void };

const createCore = ({ log }: CoreOptions) => {
  let closed = false;
  const registry: Registry = {
    functions: new Map(),
    hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
    programmingModel: undefined,
    close: () => {
      closed = true;
    },
  };

  const registerFunction = (metadata: FunctionMetadata, callback: FunctionCallback): Disposable => {
    const id = metadata.functionId ?? metadata.name;
    if (closed) throw userError(`A function can only be registered during app startup: "${metadata.name}".`);
    if (registry.functions.has(id)) throw userError(`A function with id "${id}" has already been registered.`);
    registry.functions.set(id, { id, metadata, callback });
    return new Disposable(() => registry.functions.delete(id));
  };

  const registerHook = (name: string, hook: Hook): Disposable => {
    if (!isHookName(name)) throw new RangeError(`Unrecognized hook "${name}"`);
    registry.hooks[name].push(hook);
    return new Disposable(() => {
      registry.hooks[name] = registry.hooks[name].filter((other) => other !== hook);
    });
  };

  const core = {
    version: '3.9.0',
    hostVersion: '4.1000.0',
    Disposable,
    registerFunction,
    registerHook,
    setProgrammingModel: (model: ProgrammingModel) => {
      registry.programmingModel = model;
    },
    getProgrammingModel: () => registry.programmingModel,
    log,
  };
  return { core, registry };
};

/**
 * Answers `require('@azure/functions-core')` as the worker does. The package exists nowhere else,
 * and without it `@azure/functions` falls back to a test mode.
 */
export const provideCoreModule = (options: CoreOptions): Registry => {
  const { core, registry } = createCore(options);
  const original = Module.prototype.require;
  const require = function (this: NodeJS.Module, id: string) {
    return id === '@azure/functions-core' ? core : original.call(this, id);
  };
  Module.prototype.require = Object.assign(require, original);
  return registry;
};
