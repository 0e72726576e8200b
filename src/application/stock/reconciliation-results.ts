import { describeError } from '../../domain/describe-error.ts';
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
  /** How many of each were checked. */
  checked: Record<Pass, number>;
  repaired: { reservations: number; availability: number };
  /** The first thousand; `found` counts them all. */
  findings: readonly Finding[];
  found: number;
  /** Odd, but changed too fast to be sure. They are checked again the next night. */
  busy: number;
  /** Items that could not be read. */
  skipped: number;
  /** Steps that broke off, and why. The next night starts them again. */
  broken: readonly { pass: Step; reason: string }[];
};

export const collectResults = ({ log }: Deps) => {
  const checked: Record<Pass, number> = { reservations: 0, orders: 0, levels: 0, products: 0 };
  const repaired = { reservations: 0, availability: 0 };
  const findings: Finding[] = [];
  const broken: { pass: Step; reason: string }[] = [];
  const counts = { found: 0, busy: 0, skipped: 0 };

  return {
    countChecked: (pass: Pass): void => {
      checked[pass] += 1;
    },
    reportFinding: (finding: Finding): void => {
      counts.found += 1;
      if (findings.length < MAX_FINDINGS) findings.push(finding);
      log.warn('reconcile_finding', { ...finding });
    },
    reportRepair: (what: keyof typeof repaired, fields: Ids & { quantity?: number; band?: string }): void => {
      repaired[what] += 1;
      log.info('reconcile_repaired', { what, ...fields });
    },
    reportBusy: (ids: Ids): void => {
      counts.busy += 1;
      log.info('reconcile_busy', ids);
    },
    reportSkipped: (ids: Ids, error: unknown): void => {
      counts.skipped += 1;
      log.warn('reconcile_skipped', { ...ids, reason: describeError(error) });
    },
    reportBroken: (pass: Step, error: unknown): void => {
      broken.push({ pass, reason: describeError(error) });
    },
    logProgress: (): void => log.info('reconcile_progress', { ...checked, found: counts.found }),
    summarize: (): Reconciliation => ({ checked, repaired, findings, ...counts, broken }),
  };
};

export type Results = ReturnType<typeof collectResults>;
