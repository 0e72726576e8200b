import { fuzzApi } from '../fuzz/fuzz-api.ts';
import { fuzzWire } from '../fuzz/fuzz-wire.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(1_800_000);

/** For more or other requests: RUNS=100000 SEED=7 npm run prove -- fuzz */
const RUNS = Number(process.env.RUNS ?? 10_000);
const WIRE_RUNS = Number(process.env.WIRE_RUNS ?? 600);
const SEED = Number(process.env.SEED ?? 1);

test(`${RUNS} requests in process`, async () => {
  const { tally, slowestMs } = await fuzzApi({ runs: RUNS, seed: SEED });
  console.info(`${tally.total()} requests, seed ${SEED}, slowest ${Math.round(slowestMs)} ms\n${tally.table()}`);
});

describe('over the wire', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ storage: true });
  });

  afterAll(() => stack.close());

  test(`${WIRE_RUNS} requests to the built app`, async () => {
    const tally = await fuzzWire(stack, { runs: WIRE_RUNS, seed: SEED });
    console.info(`${tally.total()} requests, seed ${SEED}\n${tally.table()}`);
    expect(stack.log.filter((line) => /request_failed|"level":"(error|critical)"/.test(line))).toEqual([]);
  });
});
