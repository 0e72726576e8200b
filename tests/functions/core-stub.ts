/** The part of a binding that the tests need. */
type Binding = Readonly<Record<string, unknown>>;

export type Registered = { name: string; trigger: Binding; callback: (...inputs: unknown[]) => unknown };

type Metadata = { name: string; bindings: Readonly<Record<string, Binding>> };

const isTrigger = ({ type }: Binding): boolean => String(type).toLowerCase().endsWith('trigger');

/**
 * Stands in for `@azure/functions-core`, which the worker provides, and records what an app
 * registers. Like the worker, throws for a second function of the same name.
 */
export const coreStub = () => {
  const registered: Registered[] = [];
  const core = {
    version: '3.9.0',
    hostVersion: '4.1000.0',
    registerFunction: ({ name, bindings }: Metadata, callback: Registered['callback']) => {
      if (registered.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
        throw new Error(`A function with id "${name}" has already been registered.`);
      }
      const triggers = Object.values(bindings).filter(isTrigger);
      registered.push({ name, callback, trigger: triggers[0] ?? {} });
      return { dispose: () => {} };
    },
    registerHook: () => ({ dispose: () => {} }),
    setProgrammingModel: () => {},
    getProgrammingModel: () => undefined,
    log: () => {},
  };
  return { core, registered };
};
