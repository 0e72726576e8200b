import { eventSimulation } from './events/event-simulation.ts';
import { runSeed, tokenOf } from './failure.ts';
import { orderSimulation } from './order-simulation.ts';
import { shrink } from './shrink.ts';
import type { Simulation } from './simulation.ts';

/** The entry point that mutants are built from. */
const [world = 'orders', ...numbers] = process.argv.slice(2);
const [runs = 1000, first = 1] = numbers.map(Number);

const firstFailure = async <P>(simulation: Simulation<P>) => {
  for (let run = 0; run < runs; run++) {
    const { failure } = await runSeed(simulation, first + run);
    if (!failure) continue;
    const small = await shrink(simulation, failure);
    return {
      run: run + 1,
      seed: first + run,
      broken: small.broken,
      token: tokenOf(simulation, small),
      smallest: [...simulation.describePlan(small.plan), `${small.script.size} deviations`],
    };
  }
  return {};
};

Error.stackTraceLimit = 0;
process.stdout.write(
  JSON.stringify(await (world === 'orders' ? firstFailure(orderSimulation) : firstFailure(eventSimulation))),
);
