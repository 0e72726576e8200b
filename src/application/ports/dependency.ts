/** A service that the app cannot work without; `check` rejects when it cannot be reached. */
export type Dependency = { name: string; check(signal: AbortSignal): Promise<void> };

/** Something that first requests would have to wait for; `prepare` does it beforehand. */
export type Preparation = { name: string; prepare(): Promise<unknown> };
