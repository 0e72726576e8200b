/** How the clients of Storage retry a request. */
export const storageRetries = { maxTries: 3, tryTimeoutInMs: 10_000, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 };
