import { traceMethods } from '../../../src/adapters/telemetry/trace-methods.ts';
import { noTelemetry } from '../../../src/application/ports/no-telemetry.ts';

test('calls of the named methods are spans, and everything else is as before', async () => {
  const names: string[] = [];
  const adapter = {
    size: 3,
    double: async (n: number) => n * 2,
    async *stream() {
      yield 1;
    },
  };
  const traced = traceMethods(adapter, ['double', 'size'], {
    ...noTelemetry,
    span: (name, options, work) => {
      names.push(`${options.kind} ${name}`);
      return work({ set: () => {} });
    },
  });

  expect([traced.size, await traced.double(2), (await traced.stream().next()).value]).toEqual([3, 4, 1]);
  expect(names).toEqual(['client double']);
});
