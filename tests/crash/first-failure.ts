import { runSeed, tokenOf } from './failure.ts';
import { shrink } from './shrink.ts';

/** The entry point that mutants are built from. */
const [runs = 1000, first = 1] = process.argv.slice(2).map(Number);

const firstFailure = async () => {
  for (let run = 0; run < runs; run++) {
    const { failure } = await runSeed(first + run);
    if (!failure) continue;
    const small = await shrink(failure);
    return { run: run + 1, seed: first + run, broken: small.broken, token: tokenOf(small) };
  }
  return {};
};

Error.stackTraceLimit = 0;
process.stdout.write(JSON.stringify(await firstFailure()));
