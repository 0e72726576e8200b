import { contradictionsIn } from '../../domain/reconciliation.ts';
import { availabilityOf, type StockLevel } from '../../domain/stock.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { Run } from './reconciliation-run.ts';

type Deps = Pick<Capabilities, 'products' | 'stock' | 'lowStock'>;

/** Rounds of reading a level, its reservations and the level again, until it has not changed. */
const QUICK_ROUNDS = 3;

/** This many looks in a row must see the same version. */
const SURE = 3;
const MAX_LOOKS = 6;

type OddLook = 'busy' | { etag: string; expected: number; found: number };

/** Checks each level for contradictions and against the reservations of its product. */
export const levelLooks = ({ stock }: Deps, run: Run) => {
  const heldUnits = async (productId: string): Promise<number> => {
    let units = 0;
    for await (const { quantity } of stock.listHeld(productId)) units += quantity;
    return units;
  };

  /**
   * Every change of a reservation changes the level in the same batch. An unchanged etag therefore
   * proves that the sum belongs to the level.
   */
  const lookAtHeld = async (productId: string, seen?: Versioned<StockLevel>): Promise<OddLook | 'fine'> => {
    let level = seen ?? (await stock.level(productId));
    for (let round = 0; round < QUICK_ROUNDS; round++) {
      if (!level) return 'fine';
      const expected = await heldUnits(productId);
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
  const confirmHeld = (productId: string, before: OddLook, streak: number, looks: number): void =>
    run.lookAgain({ productId }, async () => {
      const look = await lookAtHeld(productId);
      if (look === 'fine') return;
      const same = look !== 'busy' && before !== 'busy' && before.etag === look.etag;
      if (same && streak + 1 === SURE) {
        const { expected, found } = before;
        run.report({ code: 'held_differs', productId, expected, found });
      } else if (looks + 1 >= MAX_LOOKS) run.busy({ productId });
      else confirmHeld(productId, look, same ? streak + 1 : 1, looks + 1);
    });

  return async ({ productId, ...level }: Versioned<StockLevel> & { productId: string }): Promise<void> => {
    if (contradictionsIn(level.value).length > 0) {
      // A level is written as a whole, so a contradiction within one version is real. The second
      // look only checks that it has not been fixed meanwhile.
      run.lookAgain({ productId }, async () => {
        const now = await stock.level(productId);
        for (const oddity of now ? contradictionsIn(now.value) : []) run.report({ productId, ...oddity });
      });
    }
    const look = await lookAtHeld(productId, level);
    if (look !== 'fine') confirmHeld(productId, look, 1, 1);
  };
};

/** Checks the stored band of a product against its level, and corrects it. */
export const availabilityLook = ({ stock, products, lowStock }: Deps, run: Run) => {
  const bandOf = async (productId: string) =>
    availabilityOf((await stock.level(productId))?.value.available ?? 0, lowStock);

  /**
   * A worker patches the band right after the level, so most differences are gone one lag later.
   * After a correction it looks once more: a worker may have changed level and band in between and
   * been overwritten.
   */
  const setRight = (productId: string, looks: number): void =>
    run.lookAgain({ productId }, async () => {
      const product = await products.get(productId);
      const band = await bandOf(productId);
      if (!product || product.value.availability === band) return;
      await products.setAvailability(productId, band);
      run.repaired('availability', { productId, band });
      if (looks < MAX_LOOKS) setRight(productId, looks + 1);
    });

  return async ({ id, availability }: { id: string; availability: string }): Promise<void> => {
    if (availability !== (await bandOf(id))) setRight(id, 1);
  };
};
