import type { Charge } from '../application/ports/telemetry.ts';

type Sum = { requests: number; units: number };

/** To hundredths, as charges are: sums must not show floating-point noise. */
const roundUnits = (units: number): number => Math.round(units * 100) / 100;

/** Sums request charges, in total and by operation. */
export const chargeTally = () => {
  const sums = new Map<string, Sum>();
  const all: Sum = { requests: 0, units: 0 };
  return {
    add: ({ operation, units }: Charge): void => {
      const sum = sums.get(operation) ?? { requests: 0, units: 0 };
      for (const each of [sum, all]) {
        each.requests += 1;
        each.units += units;
      }
      sums.set(operation, sum);
    },
    total: (): Sum => ({ requests: all.requests, units: roundUnits(all.units) }),
    byOperation: (): Record<string, Sum> =>
      Object.fromEntries(
        [...sums].map(([operation, { requests, units }]) => [operation, { requests, units: roundUnits(units) }]),
      ),
  };
};

export type ChargeTally = ReturnType<typeof chargeTally>;
