import * as z from 'zod/mini';
import { MAX_STOCK } from '../../../domain/stock.ts';
import { integer } from '../schemas.ts';

export const setStockBody = z
  .strictObject({
    set: z.exactOptional(integer(0, MAX_STOCK)),
    adjust: z.exactOptional(integer(-MAX_STOCK, MAX_STOCK).check(z.refine((units) => units !== 0, 'Must not be 0.'))),
  })
  .check(
    z.refine(
      ({ set, adjust }) => (set === undefined) !== (adjust === undefined),
      'Must have either "set" or "adjust".',
    ),
  );
