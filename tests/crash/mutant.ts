/** The design without one of its guards. In each file, the text `find` must occur exactly once. */
export type Mutant = { name: string; world: 'orders' | 'events'; without: string; edits: readonly Edit[] };

export type WorldMutant = Omit<Mutant, 'world'>;

export type Edit = { file: string; find: string; put: string };
