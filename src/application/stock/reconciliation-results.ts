import { describeFailure } from '../../domain/describe-failure.ts';
import type { OrderId } from '../../domain/order-id.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Finding } from '../../domain/reconciliation.ts';
import type { Capabilities } from '../capabilities.ts';

type Deps = Pick<Capabilities, 'log'>;

export const MAX_FINDINGS = 1000;

export type Pass = 'reservations' | 'orders' | 'levels' | 'products';
export type Step = Pass | 'second looks';

export type Ids = { productId?: ProductId; orderId?: OrderId };

export type Reconciliation = {
  checked: Record<Pass, number>;
  repaired: { reservations: number; availability: number };
  /** The first thousand; `found` counts them all. */
  findings: Finding[];
  found: number;
  /** Odd, but changed too fast to be sure. They are checked again the next night. */
  busy: number;
  /** Items that could not be read. */
  skipped: number;
  /** Steps that broke off, and why. The next night starts them again. */
  broken: { pass: Step; reason: string }[];
};

export const collectResults = ({ log }: Deps) => {
  const results: Reconciliation = {
    checked: { reservations: 0, orders: 0, levels: 0, products: 0 },
    repaired: { reservations: 0, availability: 0 },
    findings: [],
    found: 0,
    busy: 0,
    skipped: 0,
    broken: [],
  };

  return {
    results,
    countChecked: (pass: Pass): void => {
      results.checked[pass] += 1;
    },
    reportFinding: (finding: Finding): void => {
      results.found += 1;
      if (results.findings.length < MAX_FINDINGS) results.findings.push(finding);
      log.warn('reconcile_finding', { ...finding });
    },
    reportRepair: (
      what: keyof Reconciliation['repaired'],
      fields: Ids & { quantity?: number; band?: string },
    ): void => {
      results.repaired[what] += 1;
      log.info('reconcile_repaired', { what, ...fields });
    },
    reportBusy: (ids: Ids): void => {
      results.busy += 1;
      log.info('reconcile_busy', ids);
    },
    reportSkipped: (ids: Ids, error: unknown): void => {
      results.skipped += 1;
      log.warn('reconcile_skipped', { ...ids, ...describeFailure(error) });
    },
    reportBroken: (pass: Step, error: unknown): void => {
      results.broken.push({ pass, ...describeFailure(error) });
    },
    logProgress: (): void => log.info('reconcile_progress', { ...results.checked, found: results.found }),
  };
};

export type ResultCollector = ReturnType<typeof collectResults>;
