/** A service that the app cannot work without; `check` rejects when it cannot be reached. */
export type Dependency = { name: string; check(signal: AbortSignal): Promise<void> };

/** Something that the first requests would otherwise wait for; `prepare` does it beforehand. */
export type Preparation = { name: string; prepare(): Promise<unknown> };
