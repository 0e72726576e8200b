import type { Lock } from '../broker.ts';

/** The lease of one range of one container. Whoever holds it processes the range. */
export type Lease = { readonly from: 'orders' | 'products'; readonly range: number; after: number; lock?: Lock };
