import type { Reconciliation } from '../../../src/application/stock/reconciliation-results.ts';
import type { Shop } from '../../support/shop.ts';

export const NOTHING_FOUND = {
  repaired: { reservations: 0, availability: 0 },
  findings: [],
  found: 0,
  busy: 0,
  skipped: 0,
  broken: [],
};

export const nameFindings = ({ findings }: Reconciliation): string[] =>
  findings.map(({ code, productId }) => `${code} ${productId}`).toSorted();

export const entriesOf = (shop: Shop, event: string) => shop.log.entries.filter((entry) => entry.event === event);
