import type { Telemetry } from '../../application/ports/telemetry.ts';

/** The same adapter, but each call of these methods, which resolve to something, is a span. */
export const traceMethods = <T extends object>(
  adapter: T,
  names: readonly (keyof T & string)[],
  telemetry: Telemetry,
): T => {
  const traced: readonly (string | symbol)[] = names;
  return new Proxy(adapter, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function' || !traced.includes(name)) return method;
      return (...args: unknown[]) =>
        telemetry.span(String(name), { kind: 'client' }, async () => Reflect.apply(method, target, args));
    },
  });
};
