/** In memory, within milliseconds. What tests of single headers and fields repeat is left out. */
const rules = [
  'tests/domain/**/*',
  'tests/application/**/*',
  'tests/functions/{queue,blob,timer}/*',
  'tests/functions/http/*/*',
  'tests/functions/http/health',
];

/** The robustness of images is tested in a process of its own, which Stryker cannot change. */
const adapter = (folder, tests = '*') => ({
  mutate: [`src/adapters/${folder}/**/*.ts`],
  tests: [`tests/adapters/${folder}/${tests}`, 'tests/adapters/managed-identity'],
});

/**
 * What is changed together, and the tests that run. Each area has its own tests, so that a change
 * of a rule does not wait for a Cosmos DB to start.
 * @type {Record<string, { mutate: string[], tests: string[], excludedMutations?: string[] }>}
 */
export const areas = {
  domain: { mutate: ['src/domain/**/*.ts'], tests: rules },
  application: { mutate: ['src/application/**/*.ts', '!src/application/ports/**'], tests: rules },
  functions: { mutate: ['src/functions/**/*.ts'], tests: ['tests/functions/**/*'] },
  'adapters/auth': adapter('auth'),
  'adapters/blob': adapter('blob'),
  'adapters/cosmos': adapter('cosmos'),
  // Stryker turns `\v` into `\V`, which no regular expression may have.
  'adapters/csv': { ...adapter('csv'), excludedMutations: ['Regex'] },
  'adapters/http': adapter('http'),
  'adapters/service-bus': adapter('service-bus'),
  'adapters/sharp': adapter('sharp', '!(robustness)'),
  'adapters/storage-queue': adapter('storage-queue'),
  'adapters/telemetry': {
    mutate: ['src/adapters/telemetry/**/*.ts'],
    tests: ['tests/adapters/telemetry/*', 'tests/functions/observe-invocations'],
  },
  'adapters/shared': {
    mutate: ['src/adapters/*.ts'],
    tests: ['tests/adapters/cosmos/cosmos-call', 'tests/adapters/blob/blob-faults'],
  },
};

/** The area of this run. Stryker's workers inherit it. */
export const currentArea = () => {
  const name = process.env.MUTATION_AREA ?? '';
  const area = areas[name];
  if (!area) throw new Error(`MUTATION_AREA is "${name}", but must be one of: ${Object.keys(areas).join(', ')}.`);
  return { name, ...area };
};
