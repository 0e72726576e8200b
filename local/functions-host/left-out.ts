/** What is known below a key: its own keys, or `read` for a value or a section that needs no closer look. */
type Known = 'read' | { readonly [key: string]: Known };

const known: Known = {
  version: 'read',
  functionTimeout: 'read',
  // What is in these two is about services that a laptop does not have, but for `logLevel`, which is read.
  logging: 'read',
  telemetryMode: 'read',
  extensionBundle: 'read',
  extensions: {
    http: { routePrefix: 'read', maxOutstandingRequests: 'read', maxConcurrentRequests: 'read' },
    serviceBus: {
      maxConcurrentCalls: 'read',
      autoCompleteMessages: 'read',
      maxMessageBatchSize: 'read',
      maxAutoLockRenewalDuration: 'read',
      clientRetryOptions: { mode: 'read', maxRetries: 'read', delay: 'read', maxDelay: 'read' },
    },
    blobs: { maxDegreeOfParallelism: 'read', poisonBlobThreshold: 'read' },
  },
  singleton: { listenerLockPeriod: 'read', listenerLockRecoveryPollingInterval: 'read' },
  concurrency: {},
};

/** Settings at the value that says what this host does anyway. */
const harmless: Readonly<Record<string, unknown>> = {
  'extensions.serviceBus.prefetchCount': 0,
  'extensions.serviceBus.enableCrossEntityTransactions': false,
  'extensions.http.dynamicThrottlesEnabled': false,
  'concurrency.dynamicConcurrencyEnabled': false,
};

/** The settings in host.json that this host does not do, as dotted paths. */
export const leftOut = (json: unknown, keys: Known = known, path = ''): string[] => {
  if (keys === 'read' || typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(keys, key)) return leftOut(value, keys[key], at);
    return Object.hasOwn(harmless, at) && harmless[at] === value ? [] : [at];
  });
};
