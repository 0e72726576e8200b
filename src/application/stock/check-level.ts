import type { Etag } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import { findContradictions } from '../../domain/reconciliation.ts';
import type { StockLevel } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { ReconciliationRun } from './reconciliation-run.ts';

type Deps = Pick<Capabilities, 'stock'>;

/** Rounds of reading level, reservations and level again, until the level has not changed. */
const MAX_ROUNDS = 3;

const MAX_LOOKS = 6;

/** `expected` is the sum of the reservations, `found` what the level says. */
type Mismatch = { etag: Etag; expected: number; found: number };

/** `same`: the mismatches of the last looks in a row that saw one version of the level. */
type Doubt = { same: readonly Mismatch[]; looks: number };

const addLook = ({ same, looks }: Doubt, look: 'busy' | Mismatch): Doubt => ({
  same: look === 'busy' ? [] : [...same.filter(({ etag }) => etag === look.etag), look],
  looks: looks + 1,
});

export const checkLevel = ({ stock }: Deps, run: ReconciliationRun) => {
  const sumHeld = async (productId: ProductId): Promise<number> => {
    let units = 0;
    for await (const { quantity } of stock.listHeld(productId)) units += quantity;
    return units;
  };

  /** A reservation changes together with its level: an unchanged etag proves that the sum fits. */
  const compareHeld = async (
    productId: ProductId,
    seen?: Versioned<StockLevel>,
  ): Promise<'fine' | 'busy' | Mismatch> => {
    let level = seen ?? (await stock.level(productId));
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!level) return 'fine';
      const expected = await sumHeld(productId);
      if (level.value.held === expected) return 'fine';
      const after = await stock.level(productId);
      if (after?.etag === level.etag) return { etag: level.etag, expected, found: level.value.held };
      level = after;
    }
    return 'busy';
  };

  /**
   * Three looks in a row, each one lag after the other, must see the same version of the level and
   * a wrong sum. The middle sum was then read while the level had this version, before and after,
   * however much each replica lagged.
   */
  const confirmMismatch = (productId: ProductId, first: 'busy' | Mismatch): void =>
    run.lookAgain<Doubt>({ productId }, addLook({ same: [], looks: 0 }, first), async (doubt) => {
      const look = await compareHeld(productId);
      if (look === 'fine') return 'done';
      const next = addLook(doubt, look);
      const [, middle, last] = next.same;
      if (middle && last) {
        run.reportFinding({ code: 'held_differs', productId, expected: middle.expected, found: middle.found });
        return 'done';
      }
      if (next.looks < MAX_LOOKS) return next;
      run.reportBusy({ productId });
      return 'done';
    });

  /** The second look only sees whether the contradiction is fixed by now. */
  const confirmContradictions = (productId: ProductId): void =>
    run.lookAgain({ productId }, undefined, async () => {
      const level = await stock.level(productId);
      for (const oddity of level ? findContradictions(level.value) : []) run.reportFinding({ productId, ...oddity });
      return 'done';
    });

  return async ({ productId, ...level }: Versioned<StockLevel> & { productId: ProductId }): Promise<void> => {
    if (findContradictions(level.value).length > 0) confirmContradictions(productId);
    const look = await compareHeld(productId, level);
    if (look !== 'fine') confirmMismatch(productId, look);
  };
};
