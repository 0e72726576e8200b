/** The supported keys below a key, or `read` for a value or section that is accepted as a whole. */
type Known = 'read' | { readonly [key: string]: Known };

const knownSettings: Known = {
  version: 'read',
  functionTimeout: 'read',
  // Apart from `logLevel`, these two configure services that a laptop does not have.
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

/** Settings whose value already says what this host does. */
const harmlessSettings: Readonly<Record<string, unknown>> = {
  'extensions.serviceBus.prefetchCount': 0,
  'extensions.serviceBus.enableCrossEntityTransactions': false,
  'extensions.http.dynamicThrottlesEnabled': false,
  'concurrency.dynamicConcurrencyEnabled': false,
};

/** The settings in host.json that this host ignores, as dotted paths. */
export const leftOut = (json: unknown, keys: Known = knownSettings, path = ''): string[] => {
  if (keys === 'read' || typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(keys, key)) return leftOut(value, keys[key], at);
    return Object.hasOwn(harmlessSettings, at) && harmlessSettings[at] === value ? [] : [at];
  });
};
